package synth

// Every number of the recipe v4_landmark, with its reason. Three kinds:
//
//   - measured: taken from a real trial's public data: the CDISC pilot study
//     (xanomeline in Alzheimer's disease, 229 patients in the study at day 28)
//     and NIDA CTN-0051 (opioid use disorder, 422 patients at day 28);
//   - invented: plausible, with no source; changing it changes the simulated
//     world, not the truth of anything;
//   - fitted: chosen last, so that the result has a wanted property.
//
// Hazards are probabilities a day, of those in the trial that morning.

// Horizon is how many days after the landmark day count for the label.
const Horizon = 90

// A phaseOfTrial is what trials of one phase have in common. All invented, in
// the order that real phases have: later ones are longer, visited less often,
// and enrol older people.
type phaseOfTrial struct {
	share              float64   // of candidates
	shortest, longest  float64   // planned length in days; log-uniform from the one to below the other
	intervals          []int     // days between planned visits, one a trial
	intervalShares     []float64 // of trials
	meanAge, spreadAge float64   // years; normal, within the contract's 18 to 85
	leaving            float64   // factor of the hazard of leaving
}

// v4Phases are Phase I, II, III. The factors of leaving follow the baseline's
// order (its phase risks are 0.2, 0.5, 0.8). The longest trials end on day 1001,
// so that every landmark day of the contract, 1 to 1000, can occur.
var v4Phases = [3]phaseOfTrial{
	{0.25, 28, 196, []int{7, 14, 28}, []float64{0.45, 0.30, 0.25}, 42, 15, 0.70},
	{0.35, 84, 392, []int{7, 14, 28, 42}, []float64{0.25, 0.30, 0.30, 0.15}, 54, 16, 1.00},
	{0.40, 168, 1002, []int{7, 14, 28, 42, 56, 84, 90}, []float64{0.10, 0.15, 0.25, 0.15, 0.15, 0.12, 0.08}, 57, 16, 1.25},
}

// An armOfTrial is what patients of one arm have in common. Invented: leaving
// follows the baseline's order (its treatment risks are 0.1, 0.3, 0.4), more
// events on a drug than on placebo is what a drug's label usually shows.
type armOfTrial struct {
	share   float64 // of candidates
	leaving float64 // factor of the hazard of leaving
	events  float64 // factor of the rate of adverse events
}

// v4Arms are Active, Control, Placebo.
var v4Arms = [3]armOfTrial{
	{0.50, 0.80, 1.15},
	{0.22, 1.05, 1.00},
	{0.28, 1.30, 0.85},
}

// genderShares are those of Male, Female, Non-binary. Invented, the last large
// enough for a fairness check. Gender has no effect on anything.
var genderShares = []float64{0.48, 0.49, 0.03}

// Visits.
const (
	denseUntil     = 364 // day after which no trial visits more often than every sparseInterval days: invented; keeps every patient below the contract's 100 visits
	sparseInterval = 28  // days

	// Visit windows are a seventh of the interval to either side, at most
	// widestWindow: 1 day for weekly visits, 4 for four-weekly ones, as
	// protocols commonly have them. Invented. Less than half an interval, so
	// visits keep their order.
	windowParts  = 7
	widestWindow = 7

	dayOneCounts = 0.75 // share of trials whose first visit is on study day 1; in the others it comes one interval later, so that 0 visits occurs. Invented.

	// Missed visits. Measured: CTN-0051 patients in the trial on day 84 had
	// made 11.35 of 13 weekly visits (13 % missed), with variance 3.2, more
	// than twice the binomial one; hence frailty and runs.
	missOdds        = 0.12 // odds of missing a visit for the median patient after a visit made
	missFrailty     = 0.35 // log odds for one unit of frailty. Invented, and weak on purpose: see README, "What is monotone"
	missAfterMissed = 3.5  // factor of the odds after a missed visit. Invented.
)

// Adverse events come in episodes of one or more on a day.
const (
	// Measured: in the pilot study 1.89 events a patient by day 28, variance
	// 6.1, none at all in 44 %. It is at the upper end of what trials record;
	// the median trial here is at about a third of it (invented), and the
	// spread of trials reaches it.
	episodeRate   = 0.0135 // episodes a day in the median trial, early on
	trialSpread   = 0.60   // standard deviation of the log rate between trials. Invented.
	patientSpread = 0.70   // the same between patients of a trial: fitted to the pilot's variance
	eventFrailty  = 0.30   // log rate for one unit of frailty. Invented; not negative, so that many events never are a good sign
	anotherEvent  = 0.35   // probability that an episode has one event more: fitted to the pilot's variance

	// The rate falls to lateEvents of its first value, by half of the way on day
	// eventsSettle: people and sites get used to a treatment. Invented.
	lateEvents   = 0.40
	eventsSettle = 60.0 // days
)

// Leaving.
const (
	// leaveRate is the hazard of a patient with all factors 1. Fitted: 24 % of
	// patients leave within the horizon.
	leaveRate = 0.0017

	// The hazard is 1+earlyExtra times its late value at first. Measured:
	// CTN-0051 lost 17.8 % in the 28 days from day 28, 16.1 % in those from
	// day 56, 24.1 % in the 84 from day 84, which is 0.0070, 0.0063 and 0.0033
	// a day; frailty does the rest.
	earlyExtra = 0.8
	earlyFades = 60.0 // days until half of it is gone

	// Both ends of the age range leave more often: factor 1 + ageCurve·x², with
	// x the distance from ageCentre in units of ageUnit. Invented; the
	// direction is the baseline's, whose recipe raises the young and whose
	// acceptance case of high risk is 72.
	ageCurve  = 0.40
	ageCentre = 47.0 // years
	ageUnit   = 25.0 // years

	// Days without contact: factor 1 + gapEffect for every 30 days since the
	// last visit, to at most gapLimit days. It counts days, not missed visits,
	// on purpose: see README, "What is monotone". Invented.
	gapEffect = 0.50
	gapLimit  = 120.0

	// Contact so far: factor 1 / (1 + contactEffect·(v-1)), v visits in 30 days
	// as the features count them. Direction measured: of the CTN-0051 patients
	// in the trial on day 84 with all 13 visits 15 % left later, with 11 or
	// fewer 33 %. Size invented; below 1, so the factor stays positive at v = 0.
	contactEffect = 0.50

	// Adverse events: factor 1 + eventEffect for each that is fresh. An event
	// counts 1 on its day and eventFades of the day before on each that
	// follows: half of it is gone in 34 days. Direction measured: of the pilot
	// patients with 4 events or more by day 28, 65 % left later, of those with
	// none 47 %. Size invented.
	eventEffect = 0.30
	eventFades  = 0.98

	// Frailty, what no record shows: the log hazard moves by leaveFrailty for
	// one unit, sharedFrailty of its variance being the unit that also makes
	// visits missed and events frequent. Invented; together they keep the
	// discrimination within one phase near that of real trials (0.58 to 0.68 for
	// logistic regression refitted on each of the two, by cross-validation),
	// and the second is small for the sake of README, "What is monotone".
	leaveFrailty  = 0.45
	sharedFrailty = 0.30

	highestHazard = 0.5 // a day: no combination of factors may reach 1
)

// What else ends a patient's time in a trial, beside the planned end.
const (
	// Measured: 2 deaths and 5 terminations by the sponsor among the pilot's 229
	// patients, mean age 75, in the 90 days from day 28.
	deathRate    = 0.0001  // a day at deathAge
	deathAge     = 75.0    // years
	deathDoubles = 8.0     // years of age in which the hazard doubles (Gompertz; about that of whole populations)
	endRate      = 0.00024 // a day: the sponsor or the site ends it
)

// The landmark day is drawn before anything is simulated: log-uniform in
// day + landmarkShift, from 1 to the day before the planned end. Early days are
// looked at more often than late ones, as sites do, yet days 28, 56 and 84 lie
// well inside. Invented.
const landmarkShift = 60.0
