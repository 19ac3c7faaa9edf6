package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

// A world is what a call of the program meets.
type world struct {
	stdin string
	env   map[string]string
	site  fs.FS
}

// A result is what a call left behind.
type result struct {
	code           int
	stdout, stderr string
}

// call runs the program with args, split at spaces, and extra ones as they are.
func (w world) call(args string, more ...string) result {
	var stdout, stderr bytes.Buffer
	if w.site == nil {
		w.site = fstest.MapFS{}
	}
	p := program{
		stdin: strings.NewReader(w.stdin), stdout: &stdout, stderr: &stderr, site: w.site,
		env:       func(name string) (string, bool) { text, ok := w.env[name]; return text, ok },
		now:       func() time.Time { return time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC) },
		interrupt: context.WithCancel,
	}
	code := p.run(context.Background(), append(strings.Fields(args), more...))
	return result{code, stdout.String(), stderr.String()}
}

// file writes a file for a test and returns its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	return path
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		name, args string
		code       int
		stdout     string // part of stdout, "" if it must be empty
		stderr     string // likewise
	}{
		{"nothing", "", 2, "", "retain: a command is missing\n\nusage: retain COMMAND"},
		{"unknown command", "guess", 2, "", `retain: there is no command "guess"`},
		{"help", "help", 0, "usage: retain COMMAND", ""},
		{"help by flag", "--help", 0, "usage: retain COMMAND", ""},
		{"help of a command", "help score", 0, "usage: retain score", ""},
		{"help of two words", "help model raw", 0, "usage: retain model raw", ""},
		{"help of a first word", "help model", 0, "usage: retain model info", ""},
		{"help of nothing known", "help guess", 2, "", `retain: there is no command "guess"`},
		{"-h", "predict -h", 0, "usage: retain predict", ""},
		{"--help after an argument", "predict x.json --help", 0, "usage: retain predict", ""},
		{"a first word alone", "model", 2, "", "retain: model: it takes a second word\n\nusage: retain model info"},
		{"a first word and -h", "model -h", 0, "usage: retain model raw", ""},
		{"an unknown second word", "model card", 2, "", "retain: model: it takes a second word"},
		{"unknown flag", "predict --fast", 2, "", "retain: predict: there is no flag -fast\n\nusage: retain predict"},
		{"a flag of another command", "predict -o x", 2, "", "there is no flag -o"},
		{"a flag without its value", "score in.csv -o", 2, "", "the flag -o needs a value"},
		{"a flag twice", "score in.csv -o a --o b", 2, "", "the flag -o is given twice"},
		{"a switch with a wrong value", "predict -full=perhaps", 2, "", `the flag -full cannot be "perhaps"`},
		{"too few arguments", "score", 2, "", "retain: score: an argument is missing\n\nusage: retain score"},
		{"too many arguments", "predict a b", 2, "", "retain: predict: it takes at most 1 argument\n\nusage: retain predict"},
		{"arguments where none are", "self-test now", 2, "", "retain: self-test: it takes at most 0 arguments"},
		{"a file that is not there", "predict no/such.json", 2, "", "retain: open no/such.json:"},
		{"a table that is not there", "score no/such.csv", 2, "", "retain: open no/such.csv:"},
		{"a model that is not registered", "predict -model v9", 2, "", `version "v9": not in the registry; registered: v3_causal`},
		{"a model that is no name", "predict -model ../v9", 2, "", "retain: MODEL_VERSION (flag): not usable"},
		{"stdin twice", "model raw - -", 2, "", "stdin cannot be both"},
		{"version", "version", 0, "retain 1.", ""},
		{"version by flag", "--version", 0, "retain 1.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := world{}.call(c.args)
			require.Equal(t, c.code, got.code, got.stderr)
			for _, s := range []struct{ want, got string }{{c.stdout, got.stdout}, {c.stderr, got.stderr}} {
				if s.want == "" {
					require.Empty(t, s.got)
				} else {
					require.Contains(t, s.got, s.want)
				}
			}
		})
	}
}

// Every command has a help that names it, and is in the list.
func TestHelpOfEveryCommand(t *testing.T) {
	list := world{}.call("help").stdout
	for _, c := range commands() {
		got := world{}.call(c.name + " -h")
		require.Equal(t, 0, got.code)
		require.True(t, strings.HasPrefix(got.stdout, "usage: retain "+c.name), got.stdout)
		require.Contains(t, list, "  "+c.name+" ")
	}
}

func TestFlagPlaces(t *testing.T) {
	in := file(t, "in.json", highRisk)
	want := world{}.call("predict -full", in)
	require.Equal(t, 0, want.code, want.stderr)
	for _, args := range [][]string{
		{"--full", in}, {in, "-full"}, {in, "--full"}, {"-full=true", in}, {"-full", "--", in},
	} {
		require.Equal(t, want, world{}.call("predict", args...), "%v", args)
	}
	want = world{}.call("predict -full -model v3_causal", in)
	require.Equal(t, 0, want.code, want.stderr)
	for _, args := range [][]string{
		{in, "-model", "v3_causal", "--full"}, {"--model=v3_causal", in, "-full"}, {"-full", "--model", "v3_causal", "--", in},
	} {
		require.Equal(t, want, world{}.call("predict", args...), "%v", args)
	}
	t.Chdir(filepath.Dir(in))
	require.NoError(t, os.Rename("in.json", "-full"))
	got := world{}.call("predict -- -full")
	require.Equal(t, 0, got.code, got.stderr)
	require.NotContains(t, got.stdout, "dropout_probability", "after -- it is a file")
}

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		name, why, args, dotenv string
		env                     map[string]string
		code                    int
		want                    string // part of stdout, or of stderr if the code is not 0
	}{
		{"default", "nothing is set", "", "", nil, 0, `"dropout_prediction":1,"risk_level":"Critical"`},
		{"environment", "a setting has effect", "", "", map[string]string{"DECISION_THRESHOLD": "0.95"}, 0,
			`"threshold_used":0.95,"threshold_source":"environment"`},
		{"the prediction follows", "not only what is printed", "", "", map[string]string{"DECISION_THRESHOLD": "0.95"}, 0, `"dropout_prediction":0`},
		{"the level follows", "all thresholds have effect", "", "", map[string]string{"RISK_THRESHOLD_CRITICAL": "0.99"}, 0, `"risk_level":"High"`},
		{"file", ".env is read", "", "# a site\nDECISION_THRESHOLD=0.96\n", nil, 0, `"threshold_used":0.96`},
		{"environment over file", "the order of the sources", "", "DECISION_THRESHOLD=0.96\n", map[string]string{"DECISION_THRESHOLD": "0.97"}, 0,
			`"threshold_used":0.97`},
		{"flag over environment", "the order of the sources", "-model v3_causal", "", map[string]string{"MODEL_VERSION": "v9"}, 0, `"model_version":"v3_causal"`},
		{"version by environment", "it chooses like the flag", "", "", map[string]string{"MODEL_VERSION": "v9"}, 2, `version "v9": not in the registry`},
		{"stage", "a stage that the version has not", "", "", map[string]string{"MODEL_STAGE": "archived"}, 2, "no version is in stage archived"},
		{"all problems at once", "one run shows all that is to mend", "", "", map[string]string{"DECISION_THRESHOLD": "35", "API_PORT": "0"}, 2,
			"retain: DECISION_THRESHOLD (environment): not usable; allowed: a number above 0 and below 1\nretain: API_PORT (environment): not usable"},
		{"order", "levels must rise", "", "", map[string]string{"RISK_THRESHOLD_HIGH": "0.5"}, 2, "must rise in this order"},
		{"unknown name in the file", "a slip of the pen is said", "", "DECISION_TRESHOLD=0.4\n", nil, 2, ".env:1: DECISION_TRESHOLD: not a setting"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if c.dotenv != "" {
				require.NoError(t, os.WriteFile(".env", []byte(c.dotenv), 0o644))
			}
			got := world{stdin: p1234, env: c.env}.call("predict -full " + c.args)
			require.Equal(t, c.code, got.code, got.stderr)
			if c.code == 0 {
				require.Contains(t, got.stdout, c.want, c.why)
			} else {
				require.Contains(t, got.stderr, c.want, c.why)
				require.Empty(t, got.stdout)
			}
		})
	}
}
