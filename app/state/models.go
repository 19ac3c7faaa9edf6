package state

import (
	"fmt"
	"strings"

	"retain/app/session"
	"retain/core/patient"
	"retain/models/card"
)

// Models is what the Model page draws from beside the [State]: the registry, a
// change of version that is being asked for, and the last self-test.
type Models struct {
	Versions []session.Version // nil until they are read
	Problem  string            // why the registry could not be read

	Choice        string // the version somebody wants to use; "" if none
	Reason        string // as typed
	ReasonProblem string // shown at the field
	Verifying     bool   // Choice is being opened and checked
	Told          string // how the last change ended, for people
	Refused       bool   // it ended in a refusal

	CardOf      string         // the version that Card or CardProblem is of
	Card        *card.Document // nil until it is read
	CardProblem string         // why it could not be read

	Test        *session.SelfTest // the last one on demand
	FileProblem string            // why a file could not be saved
}

// MaxReason is the longest reason, in characters. It is a note, not a report.
const MaxReason = 200

// Messages of the Model page.
type (
	// Listed carries the registry, or why it could not be read.
	Listed struct {
		Versions []session.Version
		Problem  string
	}
	// CardRead carries the card of a version, or why it could not be read.
	CardRead struct {
		Version string
		Card    *card.Document
		Problem string
	}
	// Chosen says that a version is wanted.
	Chosen struct{ Version string }
	// ReasonTyped carries the text of the reason after each change.
	ReasonTyped struct{ Text string }
	// Confirmed says that the change was asked for with a reason.
	Confirmed struct{}
	// Abandoned says that no change is wanted after all.
	Abandoned struct{}
	// Changed says that the choice is in use, or why it is refused and which
	// version stays.
	Changed struct{ Refusal, InUse string }
	// Tested carries a self-test on demand.
	Tested struct{ Result session.SelfTest }
	// NotSaved says why a file could not be saved.
	NotSaved struct{ Reason string }
)

// Effects of the Model page.
type (
	// Verify opens a version and, if it holds, puts it to use.
	Verify struct{ Version, Reason string }
	// FocusOn moves the keyboard focus to an element.
	FocusOn struct{ ID string }
)

// Ids of what takes the focus on the Model page.
const (
	ReasonID   = "reason"
	VersionsID = "versions-title"
)

// UseID is the id of the button that asks for a version.
func UseID(version string) string { return "use-" + version }

func (m Models) update(message any) (Models, []any) {
	switch x := message.(type) {
	case Listed:
		m.Versions, m.Problem = x.Versions, x.Problem
	case CardRead:
		m.CardOf, m.Card, m.CardProblem = x.Version, x.Card, x.Problem
	case Chosen:
		if m.Choice == "" { // else the field is there, with what was typed
			m.Reason, m.ReasonProblem = "", ""
		}
		m.Choice, m.Told = x.Version, ""
		return m, []any{FocusOn{ReasonID}}
	case ReasonTyped:
		m.Reason = x.Text
		if m.ReasonProblem != "" {
			m.ReasonProblem = reasonProblem(x.Text)
		}
	case Confirmed:
		if m.Choice == "" || m.Verifying {
			return m, nil
		}
		if m.ReasonProblem = reasonProblem(m.Reason); m.ReasonProblem != "" {
			return m, []any{FocusOn{ReasonID}}
		}
		m.Verifying = true
		return m, []any{Verify{m.Choice, strings.TrimSpace(m.Reason)}}
	case Abandoned:
		button := UseID(m.Choice)
		m.Choice = ""
		return m, []any{FocusOn{button}}
	case Changed:
		return m.changed(x), []any{FocusOn{VersionsID}}
	case Tested:
		m.Test = &x.Result
	case NotSaved:
		m.FileProblem = x.Reason
	}
	return m, nil
}

// changed words how a change ended. An earlier self-test was of another version.
func (m Models) changed(x Changed) Models {
	m.Refused = x.Refusal != ""
	switch {
	case !m.Refused:
		m.Told, m.Test = m.Choice+" was verified and is in use.", nil
	case x.InUse == "":
		m.Told = fmt.Sprintf("%s is not used: %s", m.Choice, x.Refusal)
	default:
		m.Told = fmt.Sprintf("%s is not used, %s stays in use: %s", m.Choice, x.InUse, x.Refusal)
	}
	m.Choice, m.Verifying = "", false
	return m
}

func reasonProblem(text string) string {
	switch n := len([]rune(strings.TrimSpace(text))); {
	case n == 0:
		return "This is missing. Say in a few words why."
	case n > MaxReason:
		return fmt.Sprintf("This has %d characters. Allowed: up to %d.", n, MaxReason)
	}
	return ""
}

// ReasonWarning is what stands beside a reason that may identify a person.
func (m Models) ReasonWarning() string { return patient.HoldsPersonal(m.Reason) }
