package synth

import "math"

// How a patient's time in a trial ends.
type exit int

const (
	stays     exit = iota // not yet
	left                  // discontinuation: what the label asks for
	completed             // the planned end
	died
	ended // by the sponsor or the site
)

// A course is a person's way through the trial up to the end of one day.
type course struct {
	person
	r *stream

	day                       int
	visits, lastVisit, events int     // the record, as the contract counts
	fresh                     float64 // adverse events, each fading since its day
	visitPlanned, visitDue    int     // planned and actual day of the visit to come
	missed                    bool    // whether the visit before was missed
}

func begin(p person, r *stream) *course {
	c := &course{person: p, r: r}
	c.plan(p.firstVisit)
	return c
}

// advance lives through the days up to the given one and returns how the
// patient's time ended, with c.day the day of it; stays if it did not.
//
// A day begins with what ends it all, judged by what was known the evening
// before; then visits and adverse events of the day are recorded.
func (c *course) advance(to int) exit {
	for c.day < to {
		c.day++
		if e := c.exit(); e != stays {
			return e
		}
		c.visit()
		c.suffer()
	}
	return stays
}

// exit draws whether and how the patient's time ends today.
func (c *course) exit() exit {
	if c.day >= c.planned {
		return completed
	}
	u := c.r.uniform()
	for _, risk := range [...]struct {
		hazard float64
		exit   exit
	}{{c.hazard(), left}, {c.dying, died}, {endRate, ended}} {
		if u < risk.hazard {
			return risk.exit
		}
		u -= risk.hazard
	}
	return stays
}

// hazard is the probability of leaving today. More fresh events, a longer time
// since the last visit and fewer visits never lower it.
func (c *course) hazard() float64 {
	day := float64(c.day)
	early := 1 + earlyExtra/(1+day/earlyFades)
	gap := 1 + float64(gapEffect/30*min(day-float64(c.lastVisit), gapLimit))
	contact := 1 + float64(contactEffect*(float64(c.visits)/(day/30+1)-1))
	events := 1 + float64(eventEffect*c.fresh)
	return min(float64(float64(c.leaving*early)*float64(gap*events))/contact, highestHazard)
}

// visit records today's visit, if one is due and made.
func (c *course) visit() {
	if c.day != c.visitDue {
		return
	}
	odds := c.missing
	if c.missed {
		odds = float64(odds * missAfterMissed)
	}
	c.missed = c.r.chance(odds / (1 + odds))
	if !c.missed {
		c.visits++
		c.lastVisit = c.day
	}
	interval := c.interval
	if c.visitPlanned >= denseUntil {
		interval = max(interval, sparseInterval)
	}
	c.plan(c.visitPlanned + interval)
}

// plan fixes the visit to come: its actual day lies in a window around the
// planned one. The visit of study day 1 has none.
func (c *course) plan(day int) {
	c.visitPlanned, c.visitDue = day, day
	if day > 1 {
		window := min(c.interval/windowParts, widestWindow)
		c.visitDue += c.r.whole(-window, window)
	}
}

// suffer records today's adverse events.
func (c *course) suffer() {
	c.fresh = float64(c.fresh * eventFades)
	rate := float64(c.episodes * (lateEvents + (1-lateEvents)/(1+float64(c.day)/eventsSettle)))
	if !c.r.chance(rate) {
		return
	}
	n := 1
	for c.r.chance(anotherEvent) {
		n++
	}
	c.events += n
	c.fresh += float64(n)
}

// drawLandmark is the day on which a patient of the trial is looked at, 1 to
// the day before the planned end.
func drawLandmark(r *stream, t trial) int {
	x := r.logUniform(1+landmarkShift, float64(t.planned)+landmarkShift)
	return int(math.Floor(x - landmarkShift))
}
