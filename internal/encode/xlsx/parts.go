package xlsx

import (
	"archive/zip"
	"io"
	"strconv"
	"time"

	"haavi/internal/xmlw"
)

const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS      = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	packageNS   = "http://schemas.openxmlformats.org/package/2006"
	officeNS    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	sheetType   = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// contentTypes lets every other .xml be a sheet, so that it can be the first file although nobody knows yet how many there will be.
const contentTypes = declaration + `<Types xmlns="` + packageNS + `/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="` + sheetType + `worksheet+xml"/>` +
	`<Override PartName="/xl/workbook.xml" ContentType="` + sheetType + `sheet.main+xml"/>` +
	`<Override PartName="/xl/styles.xml" ContentType="` + sheetType + `styles+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

const relations = declaration + `<Relationships xmlns="` + packageNS + `/relationships">` +
	`<Relationship Id="rId1" Type="` + officeNS + `/officeDocument" Target="xl/workbook.xml"/>` +
	`<Relationship Id="rId2" Type="` + packageNS + `/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

// styles are, in order: general, day, instant, bold.
const styles = declaration + `<styleSheet xmlns="` + mainNS + `">` +
	`<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd hh:mm:ss"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`

func (e *encoder) create(name string) (io.Writer, error) {
	return e.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: e.time})
}

func (e *encoder) part(name, content string) error {
	w, err := e.create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, content)
	return err
}

// parts writes what does not depend on the features.
func (e *encoder) parts(title string) error {
	core := declaration + `<cp:coreProperties xmlns:cp="` + packageNS + `/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" ` +
		`xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` +
		string(xmlw.AppendText(nil, title)) + `</dc:title><dcterms:created xsi:type="dcterms:W3CDTF">` + e.time.Format(time.RFC3339) + `</dcterms:created></cp:coreProperties>`
	for _, p := range [][2]string{{"[Content_Types].xml", contentTypes}, {"_rels/.rels", relations}, {"xl/styles.xml", styles}, {"docProps/core.xml", core}} {
		if err := e.part(p[0], p[1]); err != nil {
			return err
		}
	}
	return nil
}

// workbook lists the sheets.
func (e *encoder) workbook() error {
	book := []byte(declaration + `<workbook xmlns="` + mainNS + `" xmlns:r="` + officeNS + `"><sheets>`)
	rels := []byte(declaration + `<Relationships xmlns="` + packageNS + `/relationships">`)
	for i, name := range e.sheets {
		n := strconv.Itoa(i + 1)
		book = xmlw.AppendAttr(append(book, "<sheet"...), "name", name)
		book = append(book, ` sheetId="`+n+`" r:id="rId`+n+`"/>`...)
		rels = append(rels, `<Relationship Id="rId`+n+`" Type="`+officeNS+`/worksheet" Target="worksheets/sheet`+n+`.xml"/>`...)
	}
	rels = append(rels, `<Relationship Id="rIdStyles" Type="`+officeNS+`/styles" Target="styles.xml"/></Relationships>`...)
	if err := e.part("xl/workbook.xml", string(append(book, "</sheets></workbook>"...))); err != nil {
		return err
	}
	return e.part("xl/_rels/workbook.xml.rels", string(rels))
}
