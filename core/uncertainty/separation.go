package uncertainty

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// LevelPercent is the level of a [Separation]: the least share of each class,
// on average over calibration samples, whose set holds its own class.
const LevelPercent = 90

// MinClass is the least number of calibration cases of each class: with fewer
// no finite quantile reaches [LevelPercent], and every set would hold both.
const MinClass = (LevelPercent + 100 - LevelPercent - 1) / (100 - LevelPercent)

// What a separation calls a score. The words for people: clearly above, clearly
// below, not separable from those who leave.
const (
	SeparableLeave = "separable_leave" // the set is {leave}
	SeparableStay  = "separable_stay"  // the set is {stay}
	NotSeparable   = "not_separable"   // the set holds both, or none
)

// Labels are the three labels in rising order of risk.
var Labels = [...]string{SeparableStay, NotSeparable, SeparableLeave}

// A Group is what happened, on held-out cases, to those with one label.
type Group struct{ Events, N int }

// Rate is the observed share of events. It is false when the group is empty:
// then nothing was observed.
func (g Group) Rate() (rate float64, ok bool) {
	if g.N == 0 {
		return 0, false
	}
	return float64(g.Events) / float64(g.N), true
}

// A Separation gives the label of any score. [FitSeparation] and JSON make one;
// it is never changed after. The zero Separation finds nothing separable.
type Separation struct {
	cutoffs *cutoffs
	groups  [len(Labels)]Group
}

// cutoffs: leave is in the set of a score from leaveFrom on, stay in that of a
// score up to stayTo.
type cutoffs struct {
	leaveFrom, stayTo float64
	leavers, stayers  int // calibration cases
}

// FitSeparation makes class-conditional (Mondrian) split conformal sets at
// [LevelPercent] from calibration cases, and counts what happened to each label
// among heldOut cases, which must be others.
//
// The nonconformity of a class is 1 − q for leave and q for stay, q the
// calibrated probability. For a class with n calibration cases its quantile is
// the k-th smallest of their nonconformities, k = ⌈0.9·(n+1)⌉ in whole numbers,
// and a class is in the set of a score whose nonconformity is at most that. Ties
// are therefore in the set, never drawn by lot: coverage is at least the level,
// and above it where many scores tie. As q rises strictly with the score, this
// is a cutoff in the score for each class, which is what is kept.
//
// It is an error if a sample's lengths differ or a score is not finite, if
// either class has fewer than [MinClass] calibration cases, or if no held-out
// case is given.
//
// Sources: V. Vovk, "Conditional validity of inductive conformal predictors",
// Machine Learning 92, 2013 (label-conditional predictors); M. Sadinle, J. Lei
// and L. Wasserman, "Least ambiguous set-valued classifiers with bounded error
// levels", J. American Statistical Association 114, 2019 (the sets).
func FitSeparation(calibration, heldOut Sample) (Separation, error) {
	fail := func(err error) (Separation, error) {
		return Separation{}, fmt.Errorf("uncertainty: separation: %w", err)
	}
	events, err := calibration.check()
	if err != nil {
		return fail(fmt.Errorf("calibration: %w", err))
	}
	if _, err := heldOut.check(); err != nil {
		return fail(fmt.Errorf("held-out cases: %w", err))
	}
	if len(heldOut.Scores) == 0 {
		return fail(errors.New("held-out cases: none, so no label has an observed rate"))
	}
	c := cutoffs{leavers: events, stayers: len(calibration.Scores) - events}
	if err := c.enough(); err != nil {
		return fail(err)
	}
	var leave, stay []float64
	for i, score := range calibration.Scores {
		if calibration.Left[i] {
			leave = append(leave, -score)
		} else {
			stay = append(stay, score)
		}
	}
	c.leaveFrom, c.stayTo = -quantile(leave), quantile(stay)
	s := Separation{cutoffs: &c}
	for i, score := range heldOut.Scores {
		g := &s.groups[s.index(score)]
		g.N++
		if heldOut.Left[i] {
			g.Events++
		}
	}
	return s, nil
}

func (c cutoffs) enough() error {
	for i, n := range []int{c.leavers, c.stayers} {
		if n < MinClass {
			return fmt.Errorf("%d calibration cases %s: at least %d are needed for %d %%",
				n, []string{"leave", "stay"}[i], MinClass, LevelPercent)
		}
	}
	return nil
}

// quantile is the k-th smallest nonconformity, k = ⌈level·(n+1)⌉; n is at least
// MinClass, so k is at most n. It sorts its argument.
func quantile(nonconformity []float64) float64 {
	slices.Sort(nonconformity)
	k := (LevelPercent*(len(nonconformity)+1) + 99) / 100
	return nonconformity[k-1]
}

// Set says which classes the conformal set of a score holds. NaN gives none.
func (s Separation) Set(score float64) (stay, leave bool) {
	if s.cutoffs == nil {
		return !math.IsNaN(score), !math.IsNaN(score)
	}
	return score <= s.cutoffs.stayTo, score >= s.cutoffs.leaveFrom
}

// Label returns one of [Labels] for a score on the scale of the calibration
// scores, and what happened to the held-out cases with that label.
//
// {leave} is [SeparableLeave], {stay} is [SeparableStay], both is
// [NotSeparable]. No class at all, which needs a model that hardly ever errs, is
// also NotSeparable: the score is unusual for either class, and taking the set
// as both can only raise coverage. So is NaN: nothing is claimed.
//
// A label is about the score's place among scores, not a diagnosis: see its
// group's rate.
func (s Separation) Label(score float64) (string, Group) {
	i := s.index(score)
	return Labels[i], s.groups[i]
}

// Observed is what happened to the held-out cases with a label, one of [Labels];
// an empty group for any other.
func (s Separation) Observed(label string) Group {
	for i, l := range Labels {
		if l == label {
			return s.groups[i]
		}
	}
	return Group{}
}

// Groups returns what happened to the held-out cases of each label, in the order
// of [Labels].
func (s Separation) Groups() [len(Labels)]Group { return s.groups }

// index is the place of a score's label in Labels.
func (s Separation) index(score float64) int {
	switch stay, leave := s.Set(score); {
	case stay && !leave:
		return 0
	case leave && !stay:
		return 2
	}
	return 1
}
