package patient

import "encoding/json"

// Schema returns the contract as a JSON Schema (draft 2020-12), indented. Rules
// between fields, which a schema cannot state, are in the descriptions.
func Schema() []byte {
	type property struct {
		Type        string   `json:"type"`
		Title       string   `json:"title"`
		Description string   `json:"description"`
		Minimum     *int     `json:"minimum,omitempty"`
		Maximum     *int     `json:"maximum,omitempty"`
		MinLength   int      `json:"minLength,omitempty"`
		MaxLength   int      `json:"maxLength,omitempty"`
		Enum        []string `json:"enum,omitempty"`
	}
	properties := ordered{}
	for _, f := range Fields {
		p := property{Type: "string", Title: f.Label, Description: f.Help, Enum: f.Choices}
		switch f.Kind {
		case Whole:
			p.Type, p.Minimum, p.Maximum = "integer", &f.Min, &f.Max
		case Text:
			p.MinLength, p.MaxLength = f.Min, f.Max
		}
		properties = append(properties, pair{f.Name, p})
	}
	b, err := json.MarshalIndent(ordered{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", "Retain patient"},
		{"type", "object"},
		{"properties", properties},
		{"required", Names()},
		{"additionalProperties", false},
	}, "", "  ")
	if err != nil {
		panic("patient: internal error: the schema did not encode: " + err.Error())
	}
	return b
}

// ordered is a JSON object that keeps the order of its members.
type ordered []pair

type pair struct {
	name  string
	value any
}

func (o ordered) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, p := range o {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := json.Marshal(p.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(p.value)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}
