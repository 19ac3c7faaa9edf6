package lgbm

import "slices"

// A Model is a validated LightGBM model. It is immutable and safe for
// concurrent use. Only [Parse] makes one.
type Model struct {
	format  string
	names   []string
	sigmoid float64
	trees   []Tree

	flat       forest // the same trees, laid out for scoring
	normalised []byte // the file with its version line saying v3, for leaves
}

// A Tree is one tree of a [Model], as the file states it. The slices belong to
// the model and must not be changed.
//
// The six slices from Feature to Right have one entry per internal node; node
// 0 is the root. LeafValue has one entry per leaf, always one more than there
// are nodes; a tree of one leaf has no node.
type Tree struct {
	Feature     []int     // index into the model's feature names
	Threshold   []float64 // a value goes left if it is <= the threshold; may be +Inf
	Missing     []MissingType
	DefaultLeft []bool // the side of a missing value
	Left, Right []int  // child >= 0: internal node; child < 0: leaf ^child

	LeafValue []float64 // log-odds

	// Training rows in each leaf and below each internal node. Either may be
	// nil: not every file has counts.
	LeafCount, InternalCount []int64
}

// A MissingType says which value of a feature a split treats as missing.
type MissingType uint8

// The missing types, numbered as in bits 2 and 3 of LightGBM's decision_type.
const (
	MissingNone MissingType = iota // nothing is missing; NaN counts as 0
	MissingZero                    // 0 is missing, and NaN counts as 0
	MissingNaN                     // NaN is missing
)

// String gives LightGBM's name of the type.
func (t MissingType) String() string {
	switch t {
	case MissingNone:
		return "None"
	case MissingZero:
		return "Zero"
	case MissingNaN:
		return "NaN"
	}
	return "invalid"
}

// Format returns the version the file states: "v2", "v3" or "v4". It makes no
// difference to a score.
func (m *Model) Format() string { return m.format }

// FeatureNames returns a copy of the feature names, in the order of a row.
func (m *Model) FeatureNames() []string { return slices.Clone(m.names) }

// NumFeatures returns the number of values in a row, at least 1.
func (m *Model) NumFeatures() int { return len(m.names) }

// Sigmoid returns the s of the model's own probability 1/(1+exp(-s·raw)):
// finite and above 0, and 1 unless set in training.
func (m *Model) Sigmoid() float64 { return m.sigmoid }

// Trees returns the trees in order, for explanations. They belong to the model
// and must not be changed; scores do not depend on them.
func (m *Model) Trees() []Tree { return m.trees }
