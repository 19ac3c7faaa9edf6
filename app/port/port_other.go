//go:build !js

package port

import "errors"

// Browser returns a page without a browser behind it.
func Browser() Page { return still{} }

type still struct{}

var errNoBrowser = errors.New("port: no browser in this build")

func (still) Prefix() string                  { return "" }
func (still) AppVersion() string              { return "" }
func (still) Asset(string) ([]byte, error)    { return nil, errNoBrowser }
func (still) AssetURL(string) string          { return "" }
func (still) Save(string, string) error       { return errNoBrowser }
func (still) Config() ([]byte, error)         { return nil, errNoBrowser }
func (still) KeepConfig()                     {}
func (still) StartOffline()                   {}
func (still) ActivateUpdate()                 {}
func (still) Offline() Offline                { return Offline{State: OfflineStarting} }
func (still) Requests() []Request             { return nil }
func (still) OnChange(func())                 {}
func (still) Focus(string)                    {}
func (still) Reveal(string)                   {}
func (still) SetValue(string, string)         {}
func (still) Print()                          {}
func (still) Copy(_ string, told func(error)) { told(errNoBrowser) }
func (still) Select(string)                   {}
func (still) Keep(string, string, []byte)     {}
func (still) Pause()                          {}
func (still) NextFrame()                      {}
