package synth

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The recipe's own output, so that a change of it is noticed: data, models and
// figures made before it no longer fit then. The bytes are the same on every
// platform.
func TestTableOfV4Landmark(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, v4Landmark.WriteCSV(&b, 5000, 42))
	lines := strings.SplitN(b.String(), "\n", 4)
	require.Equal(t, []string{
		"S42-000001,55,Female,Placebo,Phase II,19,2,13,0,1",
		"S42-000002,26,Female,Control,Phase I,9,2,7,0,0",
	}, lines[1:3])
	hash := sha256.Sum256(b.Bytes())
	require.Equal(t, "345457cff290daddfda58453da8e151a5e66b567b395449c355aee33576d3b4e", hex.EncodeToString(hash[:]))
}

// follow repeats the way of one patient day by day, from the same random
// numbers, and returns the record of each day and the end.
func follow(number uint32, landmark int) (records []course, end exit) {
	r := newStream(1, number)
	for {
		p := drawPerson(r)
		day := drawLandmark(r, p.trial)
		c := begin(p, r)
		records = []course{*c}
		for c.day < day+Horizon && end == stays {
			end = c.advance(c.day + 1)
			records = append(records, *c)
			if end != stays && c.day <= day || c.day == day && c.events > mostEvents {
				break // no patient to ask about: the next candidate
			}
		}
		if len(records) > day+1 {
			return records, end
		}
		end = stays
	}
}

// The label and the inputs, told from a diary of each day: inputs count what
// happened up to the landmark day and nothing later; the label looks at what
// ended the patient's time after it and within the horizon, and at nothing else.
func TestLabelAndInputsAgainstADiary(t *testing.T) {
	ends := map[exit]int{}
	for number := range uint32(4000) {
		row, after := drawLandmarkRow(newStream(1, number))
		days, end := follow(number, row.DaysInTrial)
		require.Equal(t, after.exit, end)
		require.Equal(t, after.day, len(days)-1)
		ends[end]++

		visits, last, events := 0, 0, 0
		for day := 1; day <= row.DaysInTrial; day++ {
			if made := days[day].visits - days[day-1].visits; made > 0 {
				require.Equal(t, 1, made)
				visits, last = visits+1, day
			}
			events += days[day].events - days[day-1].events
		}
		require.Equal(t, [3]int{row.VisitsCompleted, row.LastVisitDay, row.AdverseEvents}, [3]int{visits, last, events})

		require.Greater(t, after.day, row.DaysInTrial)
		require.LessOrEqual(t, after.day, row.DaysInTrial+Horizon)
		require.Equal(t, end == left, row.Dropout)
		if end == stays {
			require.Equal(t, row.DaysInTrial+Horizon, after.day)
		}
		if end == completed {
			require.Equal(t, days[0].planned, after.day)
		}
		require.Less(t, row.DaysInTrial, days[0].planned)
	}
	require.Len(t, ends, 5, "every way to end occurs: %v", ends)
}

// prevalenceTolerance is the product's own: 24 % ± 1. Three standard errors of
// chance are 0.4 of a point on 100,000 patients and 0.9 on 20,000.
const (
	prevalence          = 0.24
	prevalenceTolerance = 0.01
)

// many is enough patients to see shares of a population: fewer in WebAssembly,
// where each takes ten times as long.
func many() int {
	if runtime.GOARCH == "wasm" {
		return 20_000
	}
	return 100_000
}

// What the specification asks of the recipe, and what a trained model relies on:
// the share of dropouts, and that the cases of real trials lie well inside.
func TestPopulation(t *testing.T) {
	many := many()
	var dropouts, unvisited, frequent, late int
	landmarks := map[string]int{}
	byGender, genderDropouts := map[string]float64{}, map[string]float64{}
	mostRate := 0.0
	for row := range v4Landmark.Rows(many, 3) {
		byGender[row.Gender]++
		if row.Dropout {
			dropouts++
			genderDropouts[row.Gender]++
		}
		rate := float64(row.VisitsCompleted) / (float64(row.DaysInTrial)/30 + 1)
		mostRate = max(mostRate, rate)
		if row.VisitsCompleted == 0 {
			unvisited++
		}
		if rate > 1 {
			frequent++
		}
		switch l := row.DaysInTrial; {
		case l >= 27 && l <= 29:
			landmarks["28"]++
		case l >= 55 && l <= 57:
			landmarks["56"]++
		case l >= 83 && l <= 85:
			landmarks["84"]++
		case l >= 300:
			late++
		}
	}
	require.InDelta(t, prevalence, float64(dropouts)/float64(many), prevalenceTolerance)
	for day, n := range landmarks {
		require.Greater(t, n, many/200, "patients within a day of day %s", day)
	}
	require.Len(t, landmarks, 3)
	require.Greater(t, late, many/100, "landmarks from day 300 on")
	require.Greater(t, unvisited, many/50, "patients without a visit")
	require.Greater(t, frequent, many/5, "visit rates above 1")
	require.Greater(t, mostRate, 3.5, "the highest visit rate")
	for gender, n := range byGender {
		share := genderDropouts[gender] / n
		require.InDelta(t, prevalence, share, 0.005+3*math.Sqrt(prevalence*(1-prevalence)/n), "gender has no effect: %s", gender)
	}
	require.Len(t, byGender, 3)
}

// One more adverse event, or one visit fewer, never lowers the hazard of leaving.
func TestHazardIsMonotone(t *testing.T) {
	r := newStream(5, 5)
	for range 5000 {
		c := begin(drawPerson(r), r)
		c.day = r.whole(1, 1000)
		c.visits = r.whole(0, 99)
		if c.visits > 0 {
			c.lastVisit = r.whole(1, c.day)
		}
		c.fresh = float64(r.uniform() * 20)
		h := c.hazard()
		require.Greater(t, h, 0.0)
		require.LessOrEqual(t, h, highestHazard)

		more := *c
		more.fresh += r.uniform()
		require.GreaterOrEqual(t, more.hazard(), h, "an event more")
		seen := *c
		seen.visits++
		require.LessOrEqual(t, seen.hazard(), h, "a visit more")
		seen.lastVisit = r.whole(c.lastVisit, c.day)
		require.LessOrEqual(t, seen.hazard(), h, "a visit more, and later")
	}
}

// The measured figures that the parameters name, found again in what they make.
// The bands are wide: the simulated population is not that of any one trial.
func TestMeasuredFigures(t *testing.T) {
	var due, made, at28, without, patients, deaths, ends float64
	for number := range uint32(20_000) {
		r := newStream(11, number)
		p := drawPerson(r)
		p.planned, p.firstVisit, p.interval = 1000, 1, 7
		c := begin(p, r)
		for c.day < 118 {
			planned := c.visitPlanned
			visits := c.visits
			e := c.advance(c.day + 1)
			if c.visitPlanned != planned {
				due++
				made += float64(c.visits - visits)
			}
			if c.day == 28 && e == stays {
				patients++
				at28 += float64(c.events)
				if c.events == 0 {
					without++
				}
			}
			if e == died && c.day > 28 {
				deaths++
			}
			if e == ended && c.day > 28 {
				ends++
			}
			if e != stays {
				break
			}
		}
	}
	require.InDelta(t, 0.13, 1-made/due, 0.02, "weekly visits missed; CTN-0051: 0.13")
	require.InDelta(t, 1.89/3, at28/patients, 0.3, "events by day 28; the pilot's 1.89 is at the upper end")
	require.Greater(t, without/patients, 0.44, "none by day 28; in the pilot 44 %")
	require.InDelta(t, 5.0/229, ends/patients, 0.01, "ended by the sponsor in 90 days")
	require.Less(t, deaths/patients, 2.0/229, "deaths in 90 days: the pilot's patients were older")
	require.Greater(t, deaths, 0.0)
}
