#!/bin/sh
# prepare.sh SUITE SUITES CITE WORK: brings what a suite needs to run into WORK, once: the engine, libraries from Maven Central, and
# the classes of the suite. SUITES holds the checkouts of OGC's repositories, CITE the folder with run/engine.sh. Needs JDK 17, mvn, unzip.
set -eu
suite=$1 suites=$2 cite=$3 work=$4
out=$work/$suite
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1
[ ! -e "$out/ready" ] || exit 0

# libraries FOLDER GROUP:ARTIFACT:VERSION ...: with what they depend on
libraries() {
	to=$1
	shift
	{
		echo '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><dependencies>'
		for a in "$@"; do
			echo "$a" | sed 's|\(.*\):\(.*\):\(.*\)|<dependency><groupId>\1</groupId><artifactId>\2</artifactId><version>\3</version></dependency>|'
		done
		echo '</dependencies></project>'
	} >"$out/pom.xml"
	(cd "$out" && mvn -q -B "$plugin:copy-dependencies" -DoutputDirectory="$to")
}

# archive FOLDER COORDINATES: one jar alone
archive() { (cd "$out" && mvn -q -B "$plugin:get" -Dartifact="$2" -Dtransitive=false && mvn -q -B "$plugin:copy" -Dartifact="$2" -DoutputDirectory="$1"); }

# compile CHECKOUT CLASSPATH [EXCEPT]: its classes and resources
compile() {
	find "$1/src/main/java" -name '*.java' ! -name "${3:-}" -exec javac -nowarn -Xlint:none -d "$out/classes" -cp "$2" {} +
	cp -r "$1/src/main/resources/." "$out/classes/"
}

rm -rf "$out"
mkdir -p "$out/classes" "$out/lib"
[ -d "$work/engine/engine/com" ] || sh "$cite/run/engine.sh" "$work/engine"
case $suite in
wfs20)
	libraries "$out/lib" org.glassfish.jersey.inject:jersey-hk2:3.1.8 org.glassfish.jersey.media:jersey-media-jaxb:3.1.8 com.sun.xml.messaging.saaj:saaj-impl:3.0.0
	archive "$out/lib" org.opengis.cite:ets-gml32:1.33:jar:aio
	archive "$out" org.apache.sis.core:sis-referencing:1.3
	unzip -qo "$out/sis-referencing-1.3.jar" 'META-INF/services/*' -d "$out/classes"
	compile "$suites/ets-wfs20" "$out/lib/*"
	;;
wfs11)
	archive "$out" org.opengis.cite:ets-gml32:1.33:jar:aio
	compile "$suites/ets-wfs11" "$work/engine/lib/*:$out/ets-gml32-1.33-aio.jar" CtlController.java
	;;
wms11 | wfs10)
	libraries "$out/lib" jaxen:jaxen:1.0-FCS saxpath:saxpath:1.0-FCS
	compile "$suites/cite1-utils" "$work/engine/lib/*:$out/lib/*"
	;;
esac
touch "$out/ready"
