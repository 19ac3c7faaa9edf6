package fhir_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// structure lists the elements of RiskAssessment and of the datatypes it uses,
// as FHIR R4 (4.0.1) defines them: name, cardinality, types. Written from
// https://hl7.org/fhir/R4/riskassessment.html, datatypes.html, references.html
// and narrative.html. Types that the product never writes are named and not
// defined; to meet one is an error.
const structure = `
RiskAssessment
	resourceType 1..1 code
	id 0..1 id
	meta 0..1 Meta
	implicitRules 0..1 uri
	language 0..1 code
	text 0..1 Narrative
	contained 0..* Resource
	extension 0..* Extension
	modifierExtension 0..* Extension
	identifier 0..* Identifier
	basedOn 0..1 Reference
	parent 0..1 Reference
	status 1..1 code
	method 0..1 CodeableConcept
	code 0..1 CodeableConcept
	subject 1..1 Reference
	encounter 0..1 Reference
	occurrence[x] 0..1 dateTime Period
	condition 0..1 Reference
	performer 0..1 Reference
	reasonCode 0..* CodeableConcept
	reasonReference 0..* Reference
	basis 0..* Reference
	prediction 0..* RiskAssessment.prediction
	mitigation 0..1 string
	note 0..* Annotation
RiskAssessment.prediction
	id 0..1 string
	extension 0..* Extension
	modifierExtension 0..* Extension
	outcome 0..1 CodeableConcept
	probability[x] 0..1 decimal Range
	qualitativeRisk 0..1 CodeableConcept
	relativeRisk 0..1 decimal
	when[x] 0..1 Period Range
	rationale 0..1 string
Narrative
	id 0..1 string
	extension 0..* Extension
	status 1..1 code
	div 1..1 xhtml
CodeableConcept
	id 0..1 string
	extension 0..* Extension
	coding 0..* Coding
	text 0..1 string
Reference
	id 0..1 string
	extension 0..* Extension
	reference 0..1 string
	type 0..1 uri
	identifier 0..1 Identifier
	display 0..1 string
Identifier
	id 0..1 string
	extension 0..* Extension
	use 0..1 code
	type 0..1 CodeableConcept
	system 0..1 uri
	value 0..1 string
	period 0..1 Period
	assigner 0..1 Reference
Range
	id 0..1 string
	extension 0..* Extension
	low 0..1 SimpleQuantity
	high 0..1 SimpleQuantity
SimpleQuantity
	id 0..1 string
	extension 0..* Extension
	value 0..1 decimal
	unit 0..1 string
	system 0..1 uri
	code 0..1 code
Period
	id 0..1 string
	extension 0..* Extension
	start 0..1 dateTime
	end 0..1 dateTime
Annotation
	id 0..1 string
	extension 0..* Extension
	author[x] 0..1 Reference string
	time 0..1 dateTime
	text 1..1 markdown
`

// primitives are the lexical rules of the primitive types, as JSON values.
var primitives = map[string]*regexp.Regexp{
	"string":   regexp.MustCompile(`^"(?s:.+)"$`),
	"markdown": regexp.MustCompile(`^"(?s:.+)"$`),
	"xhtml":    regexp.MustCompile(`^"(?s:.+)"$`),
	"code":     regexp.MustCompile(`^"[^\s]+(\s[^\s]+)*"$`),
	"uri":      regexp.MustCompile(`^"\S*"$`),
	"id":       regexp.MustCompile(`^"[A-Za-z0-9\-.]{1,64}"$`),
	"decimal":  regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`),
	"dateTime": regexp.MustCompile(`^"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)))?)?)?"$`),
}

// An element is one line of the structure.
type element struct {
	name     string
	required bool
	many     bool
	types    []string
}

var elements = readStructure()

func readStructure() map[string][]element {
	all, at := map[string][]element{}, ""
	for _, line := range strings.Split(strings.Trim(structure, "\n"), "\n") {
		if !strings.HasPrefix(line, "\t") {
			at = line
			continue
		}
		words := strings.Fields(line)
		all[at] = append(all[at], element{words[0], words[1][0] == '1', strings.HasSuffix(words[1], "*"), words[2:]})
	}
	return all
}

// validate returns everything that is wrong with a resource, nil if nothing is.
func validate(resource []byte) (wrong []string) {
	value, err := decoded(resource)
	if err != nil {
		return []string{err.Error()}
	}
	v := validator{}
	v.object("RiskAssessment", "RiskAssessment", value)
	v.invariants(value)
	return v.wrong
}

// decoded reads JSON with its numbers as they are written, and refuses a name
// that stands twice.
func decoded(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("something follows the resource")
	}
	return value, nil
}

type validator struct{ wrong []string }

func (v *validator) add(path, format string, args ...any) {
	v.wrong = append(v.wrong, path+": "+fmt.Sprintf(format, args...))
}

// object checks an object of a complex type.
func (v *validator) object(path, kind string, value any) {
	members, ok := value.(map[string]any)
	list, defined := elements[kind]
	if !defined {
		v.add(path, "type %s is not defined here", kind)
		return
	}
	if !ok || len(members) == 0 { // ele-1
		v.add(path, "is no object with members")
		return
	}
	known := map[string]bool{}
	for _, e := range list {
		given := 0
		for _, t := range e.types {
			name := e.name
			if base, choice := strings.CutSuffix(name, "[x]"); choice {
				name = base + strings.ToUpper(t[:1]) + t[1:]
			}
			known[name] = true
			if inner, there := members[name]; there {
				given++
				v.repeated(path+"."+name, e.many, t, inner)
			}
		}
		if given == 0 && e.required || given > 1 {
			v.add(path, "%s is there %d times", e.name, given)
		}
	}
	for name := range members {
		if !known[name] {
			v.add(path, "%s is no element", name)
		}
	}
}

// repeated checks that an element is a list exactly if it may be there often.
func (v *validator) repeated(path string, many bool, kind string, value any) {
	list, isList := value.([]any)
	switch {
	case isList != many:
		v.add(path, "list: %v, may repeat: %v", isList, many)
	case many && len(list) == 0:
		v.add(path, "is an empty list")
	case many:
		for i, one := range list {
			v.value(path+"["+strconv.Itoa(i)+"]", kind, one)
		}
	default:
		v.value(path, kind, value)
	}
}

func (v *validator) value(path, kind string, value any) {
	rule, primitive := primitives[kind]
	if !primitive {
		v.object(path, kind, value)
		return
	}
	text := ""
	switch x := value.(type) {
	case string:
		text = `"` + x + `"`
	case json.Number:
		text = x.String()
	}
	if !rule.MatchString(text) {
		v.add(path, "%v is no %s", value, kind)
	}
}

// invariants checks the rules between elements that can apply to what the
// product writes: ras-1 and ras-2 of RiskAssessment, rng-2, qty-3, per-1, ref-1
// and txt-2 of the datatypes, dom-6 (a narrative should be there), and the
// required bindings of status.
func (v *validator) invariants(value any) {
	top, _ := value.(map[string]any)
	if top["resourceType"] != "RiskAssessment" {
		v.add("RiskAssessment", "resourceType is %v", top["resourceType"])
	}
	if !slices.Contains([]any{"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"}, top["status"]) {
		v.add("RiskAssessment.status", "%v is not in ObservationStatus", top["status"])
	}
	text, _ := top["text"].(map[string]any)
	div, _ := text["div"].(string)
	if !slices.Contains([]any{"generated", "extensions", "additional", "empty"}, text["status"]) {
		v.add("RiskAssessment.text", "dom-6: no narrative, or none of NarrativeStatus")
	}
	if plain := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(div, ""); strings.TrimSpace(plain) == "" ||
		!strings.HasPrefix(div, `<div xmlns="http://www.w3.org/1999/xhtml">`) || !strings.HasSuffix(div, "</div>") {
		v.add("RiskAssessment.text.div", "txt-2: no content in a div")
	}
	predictions, _ := top["prediction"].([]any)
	for _, one := range predictions {
		p, _ := one.(map[string]any)
		if x, given := number(p["probabilityDecimal"]); given && (x < 0 || x > 100) {
			v.add("prediction", "ras-2: probability %v", x)
		}
		if r, ok := p["probabilityRange"].(map[string]any); ok {
			v.percentages(r)
		}
		if w, ok := p["whenPeriod"].(map[string]any); ok {
			start, _ := time.Parse(time.DateOnly, fmt.Sprint(w["start"]))
			end, _ := time.Parse(time.DateOnly, fmt.Sprint(w["end"]))
			if start.IsZero() || end.Before(start) {
				v.add("prediction.whenPeriod", "per-1: %v to %v", w["start"], w["end"])
			}
		}
	}
	for _, name := range []string{"subject", "performer"} {
		if r, _ := top[name].(map[string]any); strings.HasPrefix(fmt.Sprint(r["reference"]), "#") {
			v.add(name, "ref-1: nothing is contained")
		}
	}
}

func (v *validator) percentages(r map[string]any) {
	var ends []float64
	for _, name := range []string{"low", "high"} {
		q, given := r[name].(map[string]any)
		if !given {
			continue
		}
		if q["code"] != "%" || q["system"] != "http://unitsofmeasure.org" { // and so qty-3
			v.add("probabilityRange."+name, "ras-1: no percentage")
		}
		if x, ok := number(q["value"]); ok {
			ends = append(ends, x)
			if x < 0 || x > 100 {
				v.add("probabilityRange."+name, "%v is no percentage of a whole", x)
			}
		}
	}
	if len(ends) == 2 && ends[0] > ends[1] {
		v.add("probabilityRange", "rng-2: %v is above %v", ends[0], ends[1])
	}
}

func number(value any) (float64, bool) {
	n, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	x, err := n.Float64()
	return x, err == nil
}
