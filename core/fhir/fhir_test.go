package fhir_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"retain/core/assess"
	"retain/core/assess/assesstest"
	"retain/core/explain"
	"retain/core/fhir"
	"retain/core/patient"
	"retain/core/uncertainty"
)

// engines are random models with and without what an answer may lack.
func engines(tb testing.TB, r *rand.Rand) (all []*assess.Engine) {
	tb.Helper()
	for i := range 12 {
		e := assesstest.Engine(tb, 1+r.IntN(10), r.IntN)
		m := e.Model
		if i%2 == 0 {
			m.HorizonDays = 90
			m.Explainer = func() (*explain.Explainer, error) { return explain.New(m.Trees) }
		}
		if i%3 > 0 {
			var s uncertainty.Sample
			for range 200 {
				x := 4*r.Float64() - 2
				s.Scores, s.Left = append(s.Scores, x), append(s.Left, r.Float64() < 0.5+x/5)
			}
			va, err := uncertainty.FitVennAbers(s.Scores, s.Left)
			require.NoError(tb, err)
			m.VennAbers = &va
		}
		all = append(all, e)
	}
	return all
}

// codes that need care in JSON and in XHTML, as far as the contract admits them.
var codes = []string{"P-1", `<b>&"quoted"</b>`, "ä 患者 'x'", "]]>", "\\u0041", strings.Repeat("x", 64)}

// Every answer is a valid resource by the published structure, and says what the
// answer says.
func TestEveryAnswerIsValid(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	at := time.Date(2024, 2, 28, 23, 59, 59, 0, time.UTC)
	ranges, decimals, periods := 0, 0, 0
	for _, e := range engines(t, r) {
		for i := range 60 {
			p := assesstest.Anyone(r.IntN)
			p.PatientID = codes[i%len(codes)]
			answers, err := e.Assess([]patient.Patient{p}, at)
			require.NoError(t, err)
			a := answers[0]
			text, err := fhir.RiskAssessment(e, a, p)
			require.NoError(t, err)
			require.Empty(t, validate(text), "%s", text)

			var got struct {
				Subject    struct{ Identifier struct{ Value string } }
				Occurrence string `json:"occurrenceDateTime"`
				Prediction []struct {
					Decimal *float64 `json:"probabilityDecimal"`
					Range   *struct{ Low, High struct{ Value float64 } }
					When    *struct{ Start, End string } `json:"whenPeriod"`
					Risk    struct{ Text string }        `json:"qualitativeRisk"`
				}
				Note []struct{ Text string }
			}
			require.NoError(t, json.Unmarshal([]byte(strings.Replace(string(text), "probabilityRange", "range", 1)), &got))
			require.Equal(t, p.PatientID, got.Subject.Identifier.Value)
			require.Equal(t, "2024-02-28T23:59:59Z", got.Occurrence)
			require.Len(t, got.Prediction, 1)
			one := got.Prediction[0]
			require.Equal(t, a.RiskLevel, one.Risk.Text)
			if a.Interval == nil {
				decimals++
				require.InDelta(t, 100*a.Probability, *one.Decimal, 1e-4)
			} else {
				ranges++
				require.Nil(t, one.Decimal)
				require.True(t, one.Range.Low.Value <= 100*a.Interval.Low && 100*a.Interval.High <= one.Range.High.Value, "the range holds the interval")
				require.InDelta(t, 100*a.Interval.Low, one.Range.Low.Value, 2e-4)
				require.InDelta(t, 100*a.Interval.High, one.Range.High.Value, 2e-4)
			}
			if a.HorizonDays != nil {
				periods++
				require.Equal(t, "2024-02-29", one.When.Start, "the day after")
				require.Equal(t, "2024-05-28", one.When.End, "90 days, the first and the last included")
			} else {
				require.Nil(t, one.When)
			}
			all := string(text)
			for _, part := range []string{a.ModelVersion, a.ModelSHA256, "synthetic patients", "days in trial"} {
				require.Contains(t, all, part)
			}
			require.GreaterOrEqual(t, len(got.Note), 3)
		}
	}
	require.Greater(t, min(ranges, decimals, periods), 100)
}

// The validator can refuse: each damage to a valid resource is found.
func TestTheValidatorRefuses(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	e := engines(t, r)[4] // with horizon, reasons and interval
	require.NotNil(t, e.Model.VennAbers)
	p := assesstest.Anyone(r.IntN)
	answers, err := e.Assess([]patient.Patient{p}, time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	text, err := fhir.RiskAssessment(e, answers[0], p)
	require.NoError(t, err)
	good := compact(t, text)
	require.Empty(t, validate([]byte(good)))
	for _, c := range []struct{ name, old, new, want string }{
		{"no status", `"status":"preliminary",`, ``, "status is there 0 times"},
		{"a status of no list", `"preliminary"`, `"done"`, "not in ObservationStatus"},
		{"no subject", `"subject":`, `"subjekt":`, "subject is there 0 times"},
		{"an unknown element", `"mitigation":`, `"mitigations":`, "mitigations is no element"},
		{"a list in the place of one", `"method":{`, `"method":[{`, ""},
		{"one in the place of a list", `"note":[`, `"note":{"text":"x"},"basis":[`, "may repeat: true"},
		{"an empty text", `"text":"Discontinuation of the trial"`, `"text":""`, "is no string"},
		{"an object without members", `{"text":"Discontinuation of the trial"}`, `{}`, "is no object with members"},
		{"no percentage", `"code":"%"`, `"code":"1"`, "ras-1"},
		{"another system", `"system":"http://unitsofmeasure.org"`, `"system":"http://example.org"`, "ras-1"},
		{"both probabilities", `"probabilityRange":`, `"probabilityDecimal":3,"probabilityRange":`, "probability[x] is there 2 times"},
		{"above 100", `"probabilityRange":`, `"probabilityDecimal":101,"probabilityRange":`, "ras-2"},
		{"a number as text", `"low":{"value":`, `"low":{"value":"1","unit":`, ""},
		{"a range upside down", `"low":{"value":`, `"low":{"value":1e2,"id":"x","unit":"%","system":"http://unitsofmeasure.org","code":"%"},"high":{"value":0,"id":"x"},"x":{"value":`, "rng-2"},
		{"a day that is none", `"occurrenceDateTime":"2026-01-31T`, `"occurrenceDateTime":"2026-01-32T`, "is no dateTime"},
		{"a time without its zone", `T09:00:00Z"`, `T09:00:00"`, "is no dateTime"},
		{"an end before the start", `"end":"2026-05-01"`, `"end":"2026-01-01"`, "per-1"},
		{"no narrative", `"status":"generated"`, `"status":"none"`, "dom-6"},
		{"an empty narrative", `"div":"`, `"div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"> </div>","x":"`, "txt-2"},
		{"another resource", `"resourceType":"RiskAssessment"`, `"resourceType":"Observation"`, "resourceType is Observation"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, good, c.old)
			wrong := strings.Join(validate([]byte(strings.Replace(good, c.old, c.new, 1))), "\n")
			require.NotEmpty(t, wrong)
			require.Contains(t, wrong, c.want)
		})
	}
}

// compact is the same JSON without spaces and escapes of HTML.
func compact(t *testing.T, text []byte) string {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	require.NoError(t, enc.Encode(json.RawMessage(text)))
	return strings.TrimSpace(b.String())
}

func TestTimeStampRefused(t *testing.T) {
	e := engines(t, rand.New(rand.NewPCG(5, 6)))[0]
	_, err := fhir.RiskAssessment(e, assess.Assessment{Timestamp: "today"}, patient.Patient{})
	require.ErrorContains(t, err, "time stamp")
}
