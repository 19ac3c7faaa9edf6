package patient_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/patient"
)

// good is a record inside the contract, as JSON members in order.
var good = []string{
	`"patient_id":"P-1234"`, `"age":65`, `"gender":"Female"`, `"treatment_group":"Placebo"`, `"trial_phase":"Phase III"`,
	`"days_in_trial":120`, `"visits_completed":3`, `"last_visit_day":105`, `"adverse_events":4`,
}

// record is the good record with some members replaced by key, or appended.
func record(changes ...string) []byte {
	members := append([]string(nil), good...)
	for _, change := range changes {
		key := change[:strings.Index(change, ":")+1]
		replaced := false
		for i, m := range members {
			if strings.HasPrefix(m, key) && !replaced {
				members[i], replaced = change, true
			}
		}
		if !replaced {
			members = append(members, change)
		}
	}
	return []byte("{" + strings.Join(members, ",") + "}")
}

func TestFieldsAreComplete(t *testing.T) {
	require.Equal(t, []string{"patient_id", "age", "gender", "treatment_group", "trial_phase", "days_in_trial",
		"visits_completed", "last_visit_day", "adverse_events"}, patient.Names())
	for _, f := range patient.Fields {
		require.NotEmpty(t, f.Label, f.Name)
		require.NotEmpty(t, f.Help, f.Name)
		require.NotEmpty(t, f.Allowed(), f.Name)
		require.Equal(t, f.Kind == patient.Choice, len(f.Choices) > 0, f.Name)
	}
}

func TestParseJSONAccepts(t *testing.T) {
	p, err := patient.ParseJSON(record())
	require.NoError(t, err)
	require.Equal(t, patient.Patient{PatientID: "P-1234", Age: 65, Gender: "Female", TreatmentGroup: "Placebo",
		TrialPhase: "Phase III", DaysInTrial: 120, VisitsCompleted: 3, LastVisitDay: 105, AdverseEvents: 4}, p)
	for why, text := range map[string][]byte{
		"a whole number may be written with a decimal point": record(`"age":65.0`),
		"or with an exponent":                                record(`"age":6.5e1`),
		"spaces between members mean nothing":                []byte(" \n" + string(record()) + "\n"),
		"lower limits":                                       record(`"age":18`, `"days_in_trial":1`, `"visits_completed":0`, `"last_visit_day":0`, `"adverse_events":0`),
		"upper limits":                                       record(`"age":85`, `"days_in_trial":1000`, `"visits_completed":100`, `"last_visit_day":1000`, `"adverse_events":50`),
		"minus zero is zero":                                 record(`"adverse_events":-0`),
		"64 characters, each of several bytes":               record(`"patient_id":"` + strings.Repeat("ä", 64) + `"`),
	} {
		_, err := patient.ParseJSON(text)
		require.NoError(t, err, why)
	}
}

func TestParseJSONRefuses(t *testing.T) {
	cases := []struct {
		why    string
		text   []byte
		field  string
		reason patient.Reason
	}{
		{"too young", record(`"age":17`), "age", patient.Range},
		{"too old", record(`"age":86`), "age", patient.Range},
		{"part of a year", record(`"age":65.5`), "age", patient.Type},
		{"a number as text", record(`"age":"65"`), "age", patient.Type},
		{"true is not a number", record(`"age":true`), "age", patient.Type},
		{"null is not an answer", record(`"age":null`), "age", patient.Type},
		{"a list", record(`"age":[65]`), "age", patient.Type},
		{"beyond float64", record(`"age":1e999`), "age", patient.Range},
		{"beyond int", record(`"age":1e30`), "age", patient.Range},
		{"null for text", record(`"gender":null`), "gender", patient.Type},
		{"a number for text", record(`"patient_id":7`), "patient_id", patient.Type},
		{"another spelling", record(`"gender":"female"`), "gender", patient.Value},
		{"a synonym", record(`"treatment_group":"PBO"`), "treatment_group", patient.Value},
		{"a digit for a numeral", record(`"trial_phase":"Phase 3"`), "trial_phase", patient.Value},
		{"an empty code", record(`"patient_id":""`), "patient_id", patient.Required},
		{"a blank code", record(`"patient_id":"  "`), "patient_id", patient.Value},
		{"a line break in a code", record(`"patient_id":"a\nb"`), "patient_id", patient.Value},
		{"a lone surrogate in a code", record(`"patient_id":"\ud800"`), "patient_id", patient.Value},
		{"65 characters", record(`"patient_id":"` + strings.Repeat("a", 65) + `"`), "patient_id", patient.Range},
		{"negative days", record(`"days_in_trial":-5`), "days_in_trial", patient.Range},
		{"day 0", record(`"days_in_trial":0`), "days_in_trial", patient.Range},
		{"a visit tomorrow", record(`"last_visit_day":121`), "last_visit_day", patient.Range},
		{"visits but no day", record(`"last_visit_day":0`), "last_visit_day", patient.Conflict},
		{"a day but no visits", record(`"visits_completed":0`), "last_visit_day", patient.Conflict},
		{"an unknown field", record(`"ward":"3"`), "ward", patient.Unknown},
		{"the case of a name matters", record(`"Age":65`), "Age", patient.Unknown},
		{"a field twice", append(record()[:len(record())-1], []byte(`,"age":65}`)...), "age", patient.Duplicate},
		{"not an object", []byte(`[1]`), "", patient.Type},
		{"nothing", []byte(``), "", patient.Type},
		{"two objects", append(record(), record()...), "", patient.Type},
		{"cut off", record()[:40], "", patient.Type},
		{"not UTF-8", []byte("{\"patient_id\":\"\xff\"}"), "", patient.Type},
	}
	for _, c := range cases {
		p, err := patient.ParseJSON(c.text)
		var problems patient.Problems
		require.ErrorAs(t, err, &problems, c.why)
		require.Zero(t, p, c.why)
		require.Len(t, problems, 1, "%s: %v", c.why, problems)
		require.Equal(t, c.field, problems[0].Field, c.why)
		require.Equal(t, c.reason, problems[0].Reason, c.why)
		require.Contains(t, problems[0].Message, "; allowed: ", c.why)
	}
}

func TestParseJSONReportsEverythingInOrder(t *testing.T) {
	_, err := patient.ParseJSON([]byte(`{"zeta":1,"adverse_events":99,"age":"x","patient_id":"P","gender":"Female","alpha":2,"zeta":3}`))
	var problems patient.Problems
	require.ErrorAs(t, err, &problems)
	var got []string
	for _, p := range problems {
		got = append(got, p.Field+" "+string(p.Reason))
	}
	require.Equal(t, []string{"age type", "treatment_group required", "trial_phase required", "days_in_trial required",
		"visits_completed required", "last_visit_day required", "adverse_events range", "zeta unknown", "alpha unknown"}, got)
}

func TestMessagesNeverRepeatTheAnswer(t *testing.T) {
	_, err := patient.ParseJSON([]byte(`{"patient_id":"` + strings.Repeat("secret", 20) + `","age":4711,"gender":"secret"}`))
	require.Error(t, err)
	require.NotContains(t, err.Error(), "secret")
	require.NotContains(t, err.Error(), "4711")
}

func TestFromText(t *testing.T) {
	texts := func(age, last string) []string {
		return []string{"P-1", age, "Male", "Active", "Phase I", "60", "2", last, "1"}
	}
	p, err := patient.FromText(texts("45.0", "55"))
	require.NoError(t, err)
	require.Equal(t, 45, p.Age)
	for answer, reason := range map[string]patient.Reason{
		"": patient.Required, " 45": patient.Type, "45 ": patient.Type, "+45": patient.Type, "4e1": patient.Type,
		"45.": patient.Type, "45.5": patient.Type, ".0": patient.Type, "-": patient.Type, "٤٥": patient.Type, "NaN": patient.Type,
		"-45": patient.Range, "99999999999999999999": patient.Range, "\xff": patient.Value,
	} {
		_, err := patient.FromText(texts(answer, "55"))
		var problems patient.Problems
		require.ErrorAs(t, err, &problems, "%q", answer)
		require.Equal(t, reason, problems[0].Reason, "%q", answer)
	}
}

func TestValidateAndCanonicalForm(t *testing.T) {
	p, err := patient.ParseJSON(record())
	require.NoError(t, err)
	require.NoError(t, p.Validate())
	require.Equal(t, string(record()), string(p.AppendJSON(nil)))
	p.Age, p.LastVisitDay = 86, 121
	var problems patient.Problems
	require.ErrorAs(t, p.Validate(), &problems)
	require.Len(t, problems, 2)
}

func TestSchemaStatesTheContract(t *testing.T) {
	var schema struct {
		Properties map[string]struct {
			Type    string
			Minimum *int
			Maximum *int
			Enum    []string
		}
		Required             []string
		AdditionalProperties bool
	}
	require.NoError(t, json.Unmarshal(patient.Schema(), &schema))
	require.Equal(t, patient.Names(), schema.Required)
	require.False(t, schema.AdditionalProperties)
	require.Len(t, schema.Properties, len(patient.Fields))
	require.Equal(t, 0, *schema.Properties["adverse_events"].Minimum, "a minimum of 0 is stated, not left out")
	require.Equal(t, 85, *schema.Properties["age"].Maximum)
	require.Equal(t, []string{"Phase I", "Phase II", "Phase III"}, schema.Properties["trial_phase"].Enum)
}

func TestLooksPersonal(t *testing.T) {
	for _, code := range []string{"P-1234", "01-701-1015", "CTN51-4", "SITE 03 / 117", "ABCD", "20240131", "12345678901"} {
		require.Empty(t, patient.LooksPersonal(code), code)
	}
	for code, word := range map[string]string{
		"jane.doe@example.org": "e-mail", "+44 20 7946 0958": "phone", "0171 2345678": "phone",
		"Jane Doe": "name", "Doe, Jane": "name",
	} {
		require.Contains(t, patient.LooksPersonal(code), word, code)
	}
}

func TestHoldsPersonal(t *testing.T) {
	for _, sentence := range []string{"", "to compare both versions", "Asked by the steering committee, 31/01/2026", "v3_causal answers 120 of 1000 (12 %)", "@ 5 pm", "site 01-701-1015"} {
		require.Empty(t, patient.HoldsPersonal(sentence), sentence)
	}
	for sentence, word := range map[string]string{
		"asked by jane.doe@example.org today": "e-mail", "call +44 20 7946 0958 before": "phone", "(0171) 2345678, please": "phone",
	} {
		require.Contains(t, patient.HoldsPersonal(sentence), word, sentence)
	}
}

// FuzzParseJSON: no bytes make it panic; what it accepts is inside the contract
// and survives being written and read again; what it refuses gives no patient.
func FuzzParseJSON(f *testing.F) {
	f.Add(record())
	f.Add(record(`"age":65.0`, `"last_visit_day":0`))
	f.Add([]byte(`{"age":1e999,"age":{},"":null}`))
	f.Add([]byte(`[[[[`))
	f.Add([]byte(`{"patient_id":"\ud800"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := patient.ParseJSON(data)
		if err != nil {
			require.Zero(t, p)
			var problems patient.Problems
			require.ErrorAs(t, err, &problems)
			require.NotEmpty(t, problems)
			return
		}
		require.NoError(t, p.Validate())
		again, err := patient.ParseJSON(p.AppendJSON(nil))
		require.NoError(t, err)
		require.Equal(t, p, again)
	})
}
