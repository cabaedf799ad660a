package dwca

import (
	"strings"

	"haavi/internal/feature"
)

// Info is what is known of a term.
type Info struct {
	// Kind is the type its values have; String where any text may stand.
	Kind feature.Kind
	// Title is given only where the name in words would not do.
	Title string
	// Description says in a sentence what the term means.
	Description string
}

// Lookup finds a known term.
func Lookup(t Term) (Info, bool) {
	i, ok := known[t]
	return i, ok
}

// known and named are made from the list below; they are never changed.
var known, named = termTables()

func termTables() (map[Term]Info, map[string]Term) {
	infos, names := map[Term]Info{}, map[string]Term{}
	kinds := map[string]feature.Kind{"": feature.String, "int": feature.Int, "float": feature.Float, "bool": feature.Bool, "time": feature.DateTime, "date": feature.Date}
	for _, block := range termList {
		for line := range strings.Lines(block.terms) {
			parts := strings.SplitN(strings.TrimSpace(line), "|", 4)
			if len(parts) < 4 {
				continue
			}
			t := Term(block.namespace + parts[0])
			infos[t] = Info{Kind: kinds[parts[1]], Title: parts[2], Description: parts[3]}
			if key := strings.ToLower(parts[0]); names[key] == "" {
				names[key] = t
			}
		}
	}
	return infos, names
}

// termList holds the terms by namespace, one a line: name|kind|title|description.
// The descriptions are short renderings of what the vocabularies define.
var termList = []struct{ namespace, terms string }{
	{nsDwC, `
occurrenceID|||Identifier of the occurrence, stable and unique.
catalogNumber|||Number of the record within its collection.
recordNumber|||Number given to the record when it was made in the field.
recordedBy|||People who made the observation or collected the specimen.
recordedByID|||Identifiers of the people who made the record.
individualCount|int||Number of individuals present.
organismQuantity|||Quantity of organisms, in the units of organismQuantityType.
organismQuantityType|||What organismQuantity counts or measures.
sex|||Sex of the individuals.
lifeStage|||Age class or life stage.
reproductiveCondition|||Reproductive condition.
caste|||Caste, in social insects.
behavior|||What the organism was doing.
vitality|||Whether the organism was alive.
establishmentMeans|||How the organism came to be at the place: native, introduced and so on.
degreeOfEstablishment|||How far the organism survives and spreads at the place.
pathway|||How the organism was brought to the place.
georeferenceVerificationStatus|||How far the georeference has been verified.
occurrenceStatus|||PRESENT, or ABSENT when the taxon was looked for and not found.
preparations|||Preparations and preservation of the specimen.
disposition|||Where the specimen is now.
associatedMedia|||Media that belong to the record.
associatedOccurrences|||Other occurrences that belong with this one.
associatedReferences|||Literature about the record.
associatedSequences|||Genetic sequences of the specimen.
associatedTaxa|||Taxa seen with this one, such as hosts.
otherCatalogNumbers|||Earlier or other numbers of the same record.
occurrenceRemarks|||Remarks on the occurrence.
organismID|||Identifier of the individual or group.
organismName|||Name given to the individual.
organismScope|||What kind of thing the organism record stands for.
previousIdentifications|||Earlier names given to the organism.
organismRemarks|||Remarks on the organism.
materialEntityID|||Identifier of the material sample or specimen.
materialSampleID|||Identifier of the material sample.
eventID|||Identifier of the event, such as a visit or sample, at which the record was made.
parentEventID|||Identifier of the larger event this one is part of.
eventType|||Nature of the event.
fieldNumber|||Number given to the event in the field.
eventDate|||Date or interval of the event, as the source writes it.
eventTime|||Time of day or interval of the event, as the source writes it.
startDayOfYear|int||First day of the event, counted from 1 January.
endDayOfYear|int||Last day of the event, counted from 1 January.
year|int||Year of the event.
month|int||Month of the event.
day|int||Day of the month of the event.
verbatimEventDate|||Date of the event as first written.
habitat|||Habitat in which the event took place.
samplingProtocol|||Method by which the record was made.
sampleSizeValue|float||Size of the sample, in sampleSizeUnit.
sampleSizeUnit|||Unit of sampleSizeValue.
samplingEffort|||Effort spent on sampling.
fieldNotes|||Notes taken in the field.
eventRemarks|||Remarks on the event.
locationID|||Identifier of the place.
higherGeographyID|||Identifier of the region.
higherGeography|||Names of the regions the place is in.
continent|||Continent.
waterBody|||Body of water.
islandGroup|||Group of islands.
island|||Island.
country|||Country or major administrative unit.
countryCode|||Country as ISO 3166-1 alpha-2 code.
stateProvince|||Next smaller administrative region than country.
county|||Next smaller administrative region than stateProvince.
municipality|||Municipality.
locality|||Description of the place.
verbatimLocality|||Description of the place as first written.
minimumElevationInMeters|float||Lower end of the elevation range, in metres.
maximumElevationInMeters|float||Upper end of the elevation range, in metres.
verbatimElevation|||Elevation as first written.
verticalDatum|||Vertical datum of the elevations.
minimumDepthInMeters|float||Lesser depth below the surface, in metres.
maximumDepthInMeters|float||Greater depth below the surface, in metres.
verbatimDepth|||Depth as first written.
minimumDistanceAboveSurfaceInMeters|float||Lesser distance from the ground or water surface, in metres.
maximumDistanceAboveSurfaceInMeters|float||Greater distance from the ground or water surface, in metres.
locationAccordingTo|||Source of the information on the place.
locationRemarks|||Remarks on the place.
decimalLatitude|float||Latitude of the record's centre in degrees, as the source gives it.
decimalLongitude|float||Longitude of the record's centre in degrees, as the source gives it.
geodeticDatum|||Datum or reference system of the coordinates.
coordinateUncertaintyInMeters|float|Coordinate uncertainty (m)|Radius in metres of the smallest circle around the coordinates that holds the whole place.
coordinatePrecision|float||Precision of the coordinates in degrees.
pointRadiusSpatialFit|float||Area of the circle divided by the area of the true place.
verbatimCoordinates|||Coordinates as first written.
verbatimLatitude|||Latitude as first written.
verbatimLongitude|||Longitude as first written.
verbatimCoordinateSystem|||System of the verbatim coordinates.
verbatimSRS|||Reference system of the verbatim coordinates.
footprintWKT|||Shape of the place as well-known text.
footprintSRS|||Reference system of the footprint.
footprintSpatialFit|float||Area of the footprint divided by the area of the true place.
georeferencedBy|||People who georeferenced the record.
georeferencedDate|||When the record was georeferenced.
georeferenceProtocol|||Method of georeferencing.
georeferenceSources|||Maps and other sources of the georeference.
georeferenceRemarks|||Remarks on the georeference.
geologicalContextID|||Identifier of the geological context.
earliestEonOrLowestEonothem|||Earliest eon or lowest eonothem.
latestEonOrHighestEonothem|||Latest eon or highest eonothem.
earliestEraOrLowestErathem|||Earliest era or lowest erathem.
latestEraOrHighestErathem|||Latest era or highest erathem.
earliestPeriodOrLowestSystem|||Earliest period or lowest system.
latestPeriodOrHighestSystem|||Latest period or highest system.
earliestEpochOrLowestSeries|||Earliest epoch or lowest series.
latestEpochOrHighestSeries|||Latest epoch or highest series.
earliestAgeOrLowestStage|||Earliest age or lowest stage.
latestAgeOrHighestStage|||Latest age or highest stage.
lowestBiostratigraphicZone|||Lowest biostratigraphic zone.
highestBiostratigraphicZone|||Highest biostratigraphic zone.
lithostratigraphicTerms|||Lithostratigraphic names.
group|||Lithostratigraphic group.
formation|||Lithostratigraphic formation.
member|||Lithostratigraphic member.
bed|||Lithostratigraphic bed.
identificationID|||Identifier of the identification.
verbatimIdentification|||Name of the taxon as first written.
identificationQualifier|||Doubt about the identification, such as cf.
typeStatus|||Nomenclatural type status of the specimen.
identifiedBy|||People who identified the organism.
identifiedByID|||Identifiers of the people who identified the organism.
dateIdentified|||When the organism was identified.
identificationReferences|||Literature used for identifying.
identificationVerificationStatus|||How far the identification has been verified.
identificationRemarks|||Remarks on the identification.
taxonID|||Identifier of the taxon.
scientificNameID|||Identifier of the scientific name.
acceptedNameUsageID|||Identifier of the accepted name.
parentNameUsageID|||Identifier of the parent taxon.
originalNameUsageID|||Identifier of the original name.
nameAccordingToID|||Identifier of the source of the name's meaning.
namePublishedInID|||Identifier of the publication of the name.
taxonConceptID|||Identifier of the taxon concept.
scientificName|||Full scientific name of the taxon.
acceptedNameUsage|||Accepted name of the taxon.
parentNameUsage|||Name of the parent taxon.
originalNameUsage|||Name as first published.
nameAccordingTo|||Source of the name's meaning.
namePublishedIn|||Publication of the name.
namePublishedInYear|||Year in which the name was published.
higherClassification|||Names of the taxa above this one.
kingdom|||Kingdom.
phylum|||Phylum or division.
class|||Class.
order|||Order.
superfamily|||Superfamily.
family|||Family.
subfamily|||Subfamily.
tribe|||Tribe.
subtribe|||Subtribe.
genus|||Genus.
genericName|||Genus part of the scientific name.
subgenus|||Subgenus.
infragenericEpithet|||Infrageneric part of the scientific name.
specificEpithet|||Species epithet.
infraspecificEpithet|||Epithet below the species.
cultivarEpithet|||Cultivar epithet.
taxonRank|||Rank of the taxon.
verbatimTaxonRank|||Rank as first written.
scientificNameAuthorship|||Author of the scientific name.
vernacularName|||Common name of the taxon.
nomenclaturalCode|||Nomenclatural code that governs the name.
taxonomicStatus|||Status of the name as a label for the taxon.
nomenclaturalStatus|||Status of the name under its code.
taxonRemarks|||Remarks on the taxon.
institutionID|||Identifier of the institution that holds the record.
collectionID|||Identifier of the collection.
datasetID|||Identifier of the dataset.
institutionCode|||Code of the institution that holds the record.
collectionCode|||Code of the collection.
datasetName|||Name of the dataset.
ownerInstitutionCode|||Code of the institution that owns the object.
basisOfRecord|||Nature of the record, such as a human observation or a preserved specimen.
informationWithheld|||What is withheld from this record, and why.
dataGeneralizations|||How the record was made less precise than the original, for sensitive species for example.
dynamicProperties|||Further properties, as a list or JSON.
`},
	{nsDC, `
type|||Nature of the resource.
modified|time||When the record was last changed at its source.
language|||Language of the record.
license|||Licence under which the record may be used.
rights|||Statement of rights.
rightsHolder|||Owner of the rights.
accessRights|||Who may see the record, and on what terms.
bibliographicCitation|||How to cite the record.
references|||Page or document about the record.
source|||Resource the record is derived from.
available|date||Day on which the record became available.
identifier|||Identifier of the record.
title|||Title of the record.
`},
	{nsGBIF, `
gbifID|int||GBIF's number of the record.
issue|||Data quality issues that GBIF found.
mediaType|||Kinds of media of the record.
taxonKey|int||GBIF's number of the taxon.
acceptedTaxonKey|int||GBIF's number of the accepted taxon.
kingdomKey|int||GBIF's number of the kingdom.
phylumKey|int||GBIF's number of the phylum.
classKey|int||GBIF's number of the class.
orderKey|int||GBIF's number of the order.
familyKey|int||GBIF's number of the family.
genusKey|int||GBIF's number of the genus.
speciesKey|int||GBIF's number of the species.
species|||Name of the species.
acceptedScientificName|||Accepted scientific name after GBIF.
verbatimScientificName|||Scientific name as first written.
verbatimScientificNameAuthorship|||Author of the scientific name as first written.
datasetKey|||GBIF's identifier of the dataset.
publishingOrgKey|||GBIF's identifier of the publisher.
publishingCountry|||Country of the publisher.
protocol|||Protocol by which GBIF got the record.
lastCrawled|time||When GBIF last fetched the record.
lastParsed|time||When GBIF last parsed the record.
lastInterpreted|time||When GBIF last interpreted the record.
hasCoordinate|bool||Whether the record has coordinates.
hasGeospatialIssues|bool||Whether GBIF found issues with the place.
repatriated|bool||Whether the publisher is of another country than the record.
elevation|float||Elevation in metres.
elevationAccuracy|float||Accuracy of the elevation in metres.
depth|float||Depth in metres.
depthAccuracy|float||Accuracy of the depth in metres.
distanceFromCentroidInMeters|float||Distance from a known centroid in metres.
level0Gid|||Identifier of the country in GADM.
level0Name|||Name of the country in GADM.
iucnRedListCategory|||Global IUCN Red List category.
isInCluster|bool||Whether similar records are known.
`},
	{nsLaji, `
informalTaxonGroup|||Informal groups the taxon belongs to.
informalTaxonGroupEnglish||Informal taxon group (English)|Informal groups the taxon belongs to, in English.
vernacularNameSwedish||Vernacular name (Swedish)|Common name of the taxon in Swedish.
vernacularNameEnglish||Vernacular name (English)|Common name of the taxon in English.
redListStatusFinland||Red List status (Finland)|Category and year of the Finnish Red List.
lajiturvaStatus|||Class in the safeguarding of species in forestry.
regulatoryStatuses|||Laws and lists that name the taxon.
taxonPreferredHabitat|||Habitats the taxon prefers.
isSensitiveTaxon|bool|Sensitive taxon|Whether places of the taxon are sensitive.
datasetCurationLevel|||Level of curation of the dataset.
qualityControl|||Quality control tags.
sourceName|||Name of the source system.
originatingSource|||System in which the record began.
biogeographicalProvince|||Biogeographical province.
locationType|||Kind of monitoring site.
locationStatus|||Status of the monitoring site.
femaleIndividualCount|int||Number of females.
maleIndividualCount|int||Number of males.
pairCount|int||Number of pairs.
isMigrating|bool|Migrating|Whether the organism was on migration.
isBreedingSite|bool|Breeding site|Whether the place is a breeding site.
invasiveTaxonManagementAction|||Control measure against an invasive taxon.
isStateLand|bool|State land|Whether the place is on state-owned land.
gridCellYKJ||Grid cell (YKJ 10 km)|10 km square of the Finnish uniform coordinate system, north:east.
qualityIssues|||Quality issues found by FinBIF.
taxonConfidence|||How sure the observer was of the taxon.
detailedBasisOfRecord|||Nature of the record in more detail.
isTypeSpecimen|bool|Type specimen|Whether the specimen is a type.
isWild|bool|Wild|Whether the organism was wild.
loaded|date||Day on which the record was last loaded to FinBIF.
created|date||Day on which the document was made.
eventDateBegin|date||First day of the event.
eventDateEnd|date||Last day of the event.
hourBegin|int||Hour in which the event began.
hourEnd|int||Hour in which the event ended.
taxonomicOrder|int||Place of the taxon in systematic order.
collectionQuality|||Quality class of the collection.
`},
}
