package view

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/require"

	"retain/app/port"
	"retain/app/session"
	"retain/app/state"
	"retain/core/config"
	"retain/core/patient"
	"retain/models/registry"
)

var at = time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)

// fakePage is a browser page with the registry's files behind it.
type fakePage struct {
	broken   error
	files    map[string][]byte // of the registry, instead of its own
	config   string            // config.json; "" is the defaults
	offline  port.Offline
	focused  []string
	revealed []string
	written  map[string]string
	printed  int
	saved    []string
	copied   []string
	refused  error // of the clipboard
	keeps    map[string]string
	started  bool
	kept     bool
	switched bool
	changed  func()
}

func (p *fakePage) Prefix() string     { return "/some/Path" }
func (p *fakePage) AppVersion() string { return "1.0.0+test" }
func (p *fakePage) Asset(name string) ([]byte, error) {
	if p.broken != nil {
		return nil, p.broken
	}
	path := strings.TrimPrefix(name, "models/")
	if file, ok := p.files[path]; ok {
		return file, nil
	}
	return registry.Files.ReadFile(path)
}
func (p *fakePage) AssetURL(name string) string { return "/some/Path/assets/" + name }
func (p *fakePage) Save(name, as string) error {
	if p.broken != nil {
		return p.broken
	}
	p.saved = append(p.saved, name+" as "+as)
	return nil
}
func (p *fakePage) Config() ([]byte, error) {
	if p.config != "" {
		return []byte(p.config), nil
	}
	c, err := config.New()
	return c.AppendSite(nil, "1.0.0+test"), err
}
func (p *fakePage) KeepConfig()              { p.kept = true }
func (p *fakePage) StartOffline()            { p.started = true }
func (p *fakePage) ActivateUpdate()          { p.switched = true }
func (p *fakePage) Offline() port.Offline    { return p.offline }
func (p *fakePage) Requests() []port.Request { return []port.Request{{Path: "/some/Path/", Own: true}} }
func (p *fakePage) OnChange(f func())        { p.changed = f }
func (p *fakePage) Focus(id string)          { p.focused = append(p.focused, id) }
func (p *fakePage) Reveal(id string)         { p.revealed = append(p.revealed, id) }
func (p *fakePage) SetValue(id, value string) {
	if p.written == nil {
		p.written = map[string]string{}
	}
	p.written[id] = value
}
func (p *fakePage) Print() { p.printed++ }
func (p *fakePage) Copy(text string, told func(error)) {
	p.copied = append(p.copied, text)
	told(p.refused)
}
func (p *fakePage) Select(id string) { p.focused = append(p.focused, id+" selected") }
func (p *fakePage) Keep(name, _ string, content []byte) {
	if p.keeps == nil {
		p.keeps = map[string]string{}
	}
	p.keeps[name] = string(content)
}
func (p *fakePage) Pause()     {}
func (p *fakePage) NextFrame() {}

// mounted returns a root that has loaded, with the page it talks to.
func mounted(t *testing.T, page *fakePage) (*Root, func() string) {
	t.Helper()
	clock := func() time.Time { return at }
	settled := 0
	r := NewRoot(page, session.New("s1", page.AppVersion(), clock), clock, func(error) { settled++ })
	r.screen = patientScreen
	tester := app.NewClientTester(r)
	t.Cleanup(tester.Close)
	draw := func() string {
		r.Update()
		tester.Consume()
		return app.HTMLString(r)
	}
	for i := 0; i < 200 && settled == 0; i++ {
		draw()
	}
	require.Equal(t, 1, settled, "the page is told once that loading ended")
	require.True(t, page.started, "the offline copy is begun whether or not there is a model")
	return r, draw
}

func fill(r *Root, texts ...string) {
	for i, text := range texts {
		r.send(state.Typed{Field: patient.Fields[i].Name, Text: text, At: at})
	}
}

var high = []string{"P-9", "72", "Female", "Placebo", "Phase III", "150", "2", "90", "8"}

func TestFormHasTheContractsLabelsInOrder(t *testing.T) {
	_, draw := mounted(t, &fakePage{})
	html, from := draw(), 0
	for _, label := range []string{"Patient ID", "Age", "Gender", "Treatment group", "Trial phase", "Days in trial",
		"Visits completed", "Last visit day", "Adverse events"} {
		i := strings.Index(html[from:], ">"+label+"</label>")
		require.GreaterOrEqual(t, i, 0, label)
		from += i
	}
	for _, f := range patient.Fields {
		require.Contains(t, html, `for="`+fieldID(f.Name)+`"`)
		require.Contains(t, html, `id="`+fieldID(f.Name)+`"`)
		require.Contains(t, html, `id="`+fieldID(f.Name)+`-hint"`)
		for _, c := range f.Choices {
			require.Contains(t, html, ">"+c+"</option>")
		}
	}
	// go-app writes attributes in any order
	require.Regexp(t, `<output( id="result"| role="status"){2}>`, html)
	require.NotContains(t, html, "style=", "the content security policy blocks inline styles")
}

func TestResultIsDrawnFromWhatIsTyped(t *testing.T) {
	r, draw := mounted(t, &fakePage{})
	fill(r, high...)
	html := draw()
	require.Contains(t, html, "Critical risk")
	require.Contains(t, html, "in 100 such patients leave")
	require.Contains(t, html, "Act now.")
	require.Contains(t, html, "synthetic")
	require.NotContains(t, html, "Counted in")
	r.send(state.Typed{Field: patient.Age, Text: "7", At: at})
	html = draw()
	require.NotContains(t, html, "Critical risk")
	require.NotContains(t, html, `value="7"`, "what is typed is the browser's to hold")
}

func TestClearEmptiesTheControls(t *testing.T) {
	page := &fakePage{}
	r, _ := mounted(t, page)
	fill(r, high...)
	r.send(state.Cleared{})
	require.Len(t, page.written, len(patient.Fields))
	require.Empty(t, page.written["f-age"])
	require.Contains(t, page.written, "f-age")
}

// What was typed stands in the form again after a visit to another screen.
func TestTheFormIsRefilledOnTheWayBack(t *testing.T) {
	r, draw := mounted(t, &fakePage{})
	fill(r, high...)
	r.screen = helpScreen
	require.NotContains(t, draw(), `value="72"`)
	r.screen = patientScreen
	html := draw()
	require.Contains(t, html, `value="72"`)
	require.Regexp(t, `<option( value="Placebo"| selected){2}>`, html)
}

func TestAssessCountsAndBadInputMovesTheFocus(t *testing.T) {
	page := &fakePage{}
	r, draw := mounted(t, page)
	fill(r, high[:5]...)
	r.send(state.Asked{At: at})
	require.Equal(t, []string{"f-days_in_trial"}, page.focused)
	html := draw()
	require.Equal(t, 5, strings.Count(html, `aria-invalid="false"`), "the five usable fields, and no other")
	require.Contains(t, html, "This is missing. Allowed: 1 to 1000 days.")
	fill(r, high...)
	r.send(state.Asked{At: at})
	require.Contains(t, draw(), "Counted in this session as answer 1")
	require.Contains(t, indented(r.session.Stats()), `"total_predictions": 1`)
	require.Equal(t, []string{state.ResultID}, page.revealed)
}

func TestARefusedModelIsSaidOnEveryScreen(t *testing.T) {
	r, draw := mounted(t, &fakePage{broken: errors.New("model.txt could not be fetched")})
	fill(r, high...)
	for _, s := range append(screens, nowhere) {
		r.screen = s
		html := draw()
		require.Contains(t, html, "No prediction is possible", s.name)
		require.Contains(t, html, "model.txt could not be fetched", s.name)
		require.NotContains(t, html, "Critical risk", s.name)
	}
	require.Equal(t, "72", r.state.Text(patient.Age), "nothing typed is lost")
}

func TestScreens(t *testing.T) {
	for path, want := range map[string]screen{
		"": patientScreen, "/": patientScreen, "/index.html": patientScreen,
		"/help": helpScreen, "/help/": helpScreen, "/help/index.html": helpScreen, "/api/": apiScreen, "/apix/": nowhere,
	} {
		require.Equal(t, want.name, screenOf(path).name, path)
	}
	r, draw := mounted(t, &fakePage{})
	r.screen = helpScreen
	html := draw()
	for _, s := range config.Settings {
		require.Contains(t, html, s.Name)
	}
	require.Contains(t, html, `href="/some/Path/api/"`)
	require.Contains(t, html, "AUC 0.747", "the model's own test figure, from its manifest")
	r.screen = apiScreen
	require.Contains(t, draw(), "window.retain")
}

// Help says what each setting is set to, and by whom.
func TestSettingsInForce(t *testing.T) {
	inForce := func(r *Root) map[string]string {
		out := map[string]string{}
		for _, row := range r.settingRows() {
			out[row[0]] = row[1]
		}
		return out
	}
	r, _ := mounted(t, &fakePage{config: `{"settings":{"DECISION_THRESHOLD":{"value":"0.30","source":".env"}}}`})
	require.Equal(t, map[string]string{
		"MODEL_VERSION": "not set (default)", "MODEL_STAGE": "not set (default)", "DECISION_THRESHOLD": "0.30 (.env)",
		"RISK_THRESHOLD_CRITICAL": "0.40 (default)", "RISK_THRESHOLD_HIGH": "0.20 (default)", "RISK_THRESHOLD_MODERATE": "0.10 (default)",
		"API_PORT": "the server's own, not known to the page", "LOG_LEVEL": "the server's own, not known to the page",
	}, inForce(r))
	r, _ = mounted(t, &fakePage{config: `{"settings":{"DECISION_THRESHOLD":{"value":"7","source":".env"}}}`})
	require.Contains(t, inForce(r)["DECISION_THRESHOLD"], "not known")
}

// Whatever window.retain has is documented and can be tried.
func TestAPIScreenHasEveryCall(t *testing.T) {
	r, draw := mounted(t, &fakePage{})
	r.screen = apiScreen
	html := draw()
	for _, name := range []string{"version", "ready"} {
		require.Contains(t, html, ">"+name+"</th>")
	}
	calls := r.calls()
	require.Len(t, calls, 6)
	for _, c := range calls {
		require.Contains(t, html, ">"+c.Signature()+"</th>")
		require.Contains(t, html, ">"+c.Signature()+"</button>")
		require.Contains(t, html, app.HTMLString(text("td", "", c.Gives))[len("<td>"):])
		require.NotEmpty(t, c.Gives, c.Name)
		if c.Takes != "" {
			require.NotEmpty(t, takes[c.Takes], c.Name)
		}
		r.try(c)
		require.Contains(t, draw(), c.Signature()+"\n", c.Name)
		require.NotContains(t, r.trial.output, `"code"`, "the example is answered")
	}
}

// A self-test that fails later takes every number off the screen, whoever ran it.
func TestALaterRefusalIsFollowed(t *testing.T) {
	r, draw := mounted(t, &fakePage{})
	fill(r, high...)
	require.Contains(t, draw(), "Critical risk")
	r.session.Opened().Manifest.Reference.Raw[0]++
	result, err := r.session.SelfTest()
	require.NoError(t, err)
	require.False(t, result.Passed)
	html := draw()
	require.Contains(t, html, "No prediction is possible")
	require.NotContains(t, html, "Critical risk")
}

func TestPrivacyLine(t *testing.T) {
	page := &fakePage{offline: port.Offline{State: port.OfflineInstalling, Done: 3, Total: 20}}
	r, draw := mounted(t, page)
	require.Contains(t, draw(), "Storing for offline use: 3 of 20")
	require.Contains(t, draw(), "1 request since this page was opened, all to this site")
	for offline, want := range map[port.Offline]string{
		{State: port.OfflineInstalling}:                     "Starting",
		{State: port.OfflineReady}:                          "Ready offline",
		{State: port.OfflineUnsupported}:                    "private window?",
		{State: port.OfflineInsecure}:                       "plain http",
		{State: port.OfflineFailed, Detail: "storage full"}: "Not available offline: storage full",
		{State: port.OfflineReady, UpdateReady: true}:       "Switch and reload",
		{State: port.OfflineInstalling, Done: 1, Total: 2}:  "1 of 2",
	} {
		r.send(state.PageChanged{Offline: offline})
		require.Contains(t, draw(), want)
	}
	require.Contains(t, draw(), ">Nothing you type is sent</summary>")
	require.Contains(t, sentText([]port.Request{{Own: true}, {Own: false}}), "1 of them to another site")
	require.Contains(t, sentText([]port.Request{{Own: true, AfterReady: true}}), "1 since it was ready")
}
