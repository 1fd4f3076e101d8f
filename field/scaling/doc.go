// Package scaling is how a device's number becomes a value in a channel's canonical unit and sign,
// and back: the one place where a unit is converted and a sign is turned for devices that speak in
// documents and messages. It knows no protocol.
//
//	s := scaling.Read(m, scaling.Want{Unit: point.Watt, Channel: "ActivePower"})
//	rule, err := s.For(point.Watt)
//	value, ok := rule.Value(raw)
package scaling
