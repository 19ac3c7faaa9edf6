package config_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/config"
)

func layer(source string, values map[string]string) config.Layer {
	return config.Layer{Source: source, Get: func(name string) (string, bool) { v, ok := values[name]; return v, ok }}
}

func TestDefaultsAreTheBaselines(t *testing.T) {
	c, err := config.New()
	require.NoError(t, err)
	require.Equal(t, 0.35, c.Number(config.DecisionThreshold))
	require.Equal(t, 0.40, c.Number(config.RiskCritical))
	require.Equal(t, 0.20, c.Number(config.RiskHigh))
	require.Equal(t, 0.10, c.Number(config.RiskModerate))
	require.Equal(t, "8000", c.Text(config.APIPort))
	require.Equal(t, "INFO", c.Text(config.LogLevel))
	require.Equal(t, config.Value{Text: "0.35", Source: "default"}, c.Value(config.DecisionThreshold))
}

func TestLaterLayersWin(t *testing.T) {
	c, err := config.New(
		layer(config.FromFile, map[string]string{"DECISION_THRESHOLD": "0.3", "API_PORT": "9000"}),
		layer(config.FromEnvironment, map[string]string{"DECISION_THRESHOLD": "0.25", "API_PORT": ""}))
	require.NoError(t, err)
	require.Equal(t, config.Value{Text: "0.25", Source: "environment"}, c.Value(config.DecisionThreshold))
	require.Equal(t, config.Value{Text: "9000", Source: ".env"}, c.Value(config.APIPort), "an empty text is not set")
}

func TestEveryProblemIsReported(t *testing.T) {
	_, err := config.New(layer(config.FromEnvironment, map[string]string{
		"DECISION_THRESHOLD": "1.5", "API_PORT": "http", "LOG_LEVEL": "loud", "MODEL_VERSION": "../x", "MODEL_STAGE": "best"}))
	var problems config.Errors
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems, 5)
	for _, bad := range []string{"0", "1", "-0.1", "NaN", "1e-1", "0x1p-2", "inf", " 0.3", "0,3"} {
		_, err := config.New(layer(config.FromEnvironment, map[string]string{"DECISION_THRESHOLD": bad}))
		require.Error(t, err, "%q", bad)
	}
}

func TestLevelsMustRise(t *testing.T) {
	for _, values := range []map[string]string{
		{"RISK_THRESHOLD_HIGH": "0.10"}, {"RISK_THRESHOLD_HIGH": "0.40"}, {"RISK_THRESHOLD_MODERATE": "0.5"},
	} {
		_, err := config.New(layer(config.FromEnvironment, values))
		require.ErrorContains(t, err, "must rise", "%v", values)
	}
}

func TestEnvFile(t *testing.T) {
	l, err := config.ParseEnvFile("\ufeff# site\n\nDECISION_THRESHOLD = \"0.25\"\r\nAPI_PORT='8080'\nLOG_LEVEL=\n")
	require.NoError(t, err)
	c, err := config.New(l)
	require.NoError(t, err)
	require.Equal(t, config.Value{Text: "0.25", Source: ".env"}, c.Value(config.DecisionThreshold))
	require.Equal(t, "8080", c.Text(config.APIPort))
	_, err = config.ParseEnvFile("DECISION_TRESHOLD=0.2\nnonsense\nAPI_PORT=1\nAPI_PORT=2\n")
	var problems config.Errors
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems, 3)
	require.Contains(t, problems[0], ".env:1: DECISION_TRESHOLD")
}

func TestSiteFileComesBack(t *testing.T) {
	c, err := config.New(layer(config.FromFlag, map[string]string{"DECISION_THRESHOLD": "0.25"}))
	require.NoError(t, err)
	again, err := config.ParseSite(c.AppendSite(nil, "1.0.0+x"))
	require.NoError(t, err)
	require.Equal(t, "0.25", again.Text(config.DecisionThreshold))
	require.Equal(t, config.FromFlag, again.Value(config.DecisionThreshold).Source)
	require.Equal(t, config.FromDefault, again.Value(config.RiskHigh).Source)
	require.Equal(t, c.SiteHash(), again.SiteHash())
	defaults, err := config.New()
	require.NoError(t, err)
	require.NotEqual(t, defaults.SiteHash(), c.SiteHash(), "another threshold is another policy")
	port, err := config.New(layer(config.FromFlag, map[string]string{"API_PORT": "1"}))
	require.NoError(t, err)
	require.Equal(t, defaults.SiteHash(), port.SiteHash(), "the port decides nothing")
}

// A page says where a setting comes from; a file that names no such source, as
// a person may write it for a static host, is the environment.
func TestSiteFileNamesTheSource(t *testing.T) {
	for written, want := range map[string]string{
		"flag": config.FromFlag, ".env": config.FromFile, "environment": config.FromEnvironment,
		"default": config.FromEnvironment, "by hand": config.FromEnvironment, "": config.FromEnvironment,
	} {
		c, err := config.ParseSite([]byte(`{"settings":{"DECISION_THRESHOLD":{"value":"0.3","source":"` + written + `"}}}`))
		require.NoError(t, err, written)
		require.Equal(t, config.Value{Text: "0.3", Source: want}, c.Value(config.DecisionThreshold), written)
	}
	c, err := config.ParseSite([]byte(`{"settings":{"DECISION_THRESHOLD":{"value":"0.35","source":"flag"}}}`))
	require.NoError(t, err)
	require.Equal(t, config.FromDefault, c.Value(config.DecisionThreshold).Source, "the default is the default")
}

func TestSiteFileIsNotTrusted(t *testing.T) {
	for why, text := range map[string]string{
		"not JSON":             `<html>`,
		"a level out of order": `{"app_version":"1","settings":{"RISK_THRESHOLD_HIGH":{"value":"0.9","source":"environment"}}}`,
		"an unknown setting":   `{"app_version":"1","settings":{"SPEED":{"value":"1","source":"environment"}}}`,
		"an unknown member":    `{"app_version":"1","mode":"x"}`,
	} {
		_, err := config.ParseSite([]byte(text))
		require.Error(t, err, why)
	}
}

// FuzzParseEnvFile: no text makes it panic, and what it accepts is applied or
// refused as a whole.
func FuzzParseEnvFile(f *testing.F) {
	f.Add("DECISION_THRESHOLD=0.3\n#x\n")
	f.Add("=\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		if l, err := config.ParseEnvFile(text); err == nil {
			if c, err := config.New(l); err == nil {
				require.Greater(t, c.Number(config.RiskHigh), c.Number(config.RiskModerate))
			}
		}
	})
}

// FuzzParseSite: no bytes make it panic; what is accepted is in order.
func FuzzParseSite(f *testing.F) {
	c, err := config.New()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(c.AppendSite(nil, "1.0.0"))
	f.Add([]byte(`{"settings":{"DECISION_THRESHOLD":{"value":"1e308","source":"x"}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := config.ParseSite(data); err == nil {
			x := c.Number(config.DecisionThreshold)
			require.True(t, x > 0 && x < 1)
		}
	})
}
