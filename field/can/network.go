package can

import (
	"embed"
	"errors"
	"fmt"
	"math"
	"slices"

	lib "go.einride.tech/can"
	"go.einride.tech/can/pkg/dbc"

	"ohmstead/field/scaling"
)

//go:embed networks/*.dbc
var embedded embed.FS

// Network is what a DBC file says of the messages on a bus.
type Network struct{ Messages []Message }

// Message is one kind of frame.
type Message struct {
	Name     string
	ID       uint32
	Extended bool
	Length   uint8
	Signals  []Signal
}

// Signal is one number in a message.
type Signal struct {
	Name       string
	Unit       string
	start, len uint8
	bigEndian  bool
	signed     bool
	float      bool
	gain       scaling.Gain
	offset     float64
	low, high  float64 // both 0: any value
	selector   bool    // its value says which multiplexed signals are there
	selected   bool    // there only while the selector has the value select
	selectAt   uint64
}

// LoadNetwork reads an embedded database by its name without ending.
func LoadNetwork(name string) (*Network, error) {
	file := name + ".dbc"
	data, err := embedded.ReadFile("networks/" + file)
	if err != nil {
		return nil, fmt.Errorf("there is no CAN database %s", name)
	}
	return ParseNetwork(file, data)
}

// networkMax bounds a database; the largest public ones are below a tenth of it.
const networkMax = 8 << 20

// ParseNetwork reads a DBC file. Messages of CAN FD, which are longer than 8 bytes, are refused.
func ParseNetwork(file string, data []byte) (*Network, error) {
	if len(data) > networkMax {
		return nil, fmt.Errorf("%s: the file is larger than %d bytes", file, networkMax)
	}
	p := dbc.NewParser(file, data)
	if err := p.Parse(); err != nil {
		return nil, err
	}
	n := &Network{}
	for _, def := range p.Defs() {
		m, ok := def.(*dbc.MessageDef)
		if !ok || dbc.IsIndependentSignalsMessage(m) {
			continue
		}
		message, err := messageOf(m)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: message %s: %w", file, m.Pos.Line, m.Name, err)
		}
		if _, twice := n.ByID(message.ID, message.Extended); twice {
			return nil, fmt.Errorf("%s:%d: message %s: its identifier stands twice", file, m.Pos.Line, m.Name)
		}
		n.Messages = append(n.Messages, message)
	}
	for _, def := range p.Defs() {
		if v, ok := def.(*dbc.SignalValueTypeDef); ok && v.SignalValueType == dbc.SignalValueTypeFloat32 {
			n.float(v)
		}
	}
	return n, nil
}

// float marks a signal as an IEEE 754 number of 32 bits.
func (n *Network) float(v *dbc.SignalValueTypeDef) {
	for i := range n.Messages {
		m := &n.Messages[i]
		if m.ID != v.MessageID.ToCAN() || m.Extended != v.MessageID.IsExtended() {
			continue
		}
		for k := range m.Signals {
			if s := &m.Signals[k]; s.Name == string(v.SignalName) && s.len == 32 {
				s.float = true
			}
		}
	}
}

func messageOf(m *dbc.MessageDef) (Message, error) {
	out := Message{Name: string(m.Name), ID: m.MessageID.ToCAN(), Extended: m.MessageID.IsExtended()}
	if m.Size > DataMax {
		return out, fmt.Errorf("%d bytes are more than %d", m.Size, DataMax)
	}
	out.Length = uint8(m.Size)
	if err := (Frame{ID: out.ID, Extended: out.Extended}).Valid(); err != nil {
		return out, err
	}
	for _, s := range m.Signals {
		signal, err := signalOf(s, out.Length)
		if err != nil {
			return out, fmt.Errorf("signal %s: %w", s.Name, err)
		}
		if slices.ContainsFunc(out.Signals, func(x Signal) bool { return x.Name == signal.Name }) {
			return out, fmt.Errorf("signal %s stands twice", s.Name)
		}
		out.Signals = append(out.Signals, signal)
	}
	return out, nil
}

func signalOf(s dbc.SignalDef, length uint8) (Signal, error) {
	if s.Size < 1 || s.Size > 64 || s.StartBit > 63 {
		return Signal{}, fmt.Errorf("bits %d|%d do not fit a frame", s.StartBit, s.Size)
	}
	if s.Factor == 0 || math.IsNaN(s.Factor) || math.IsInf(s.Factor, 0) || math.IsNaN(s.Offset) || math.IsInf(s.Offset, 0) {
		return Signal{}, errors.New("its factor is 0 or no number")
	}
	out := Signal{
		Name: string(s.Name), Unit: s.Unit, start: uint8(s.StartBit), len: uint8(s.Size), bigEndian: s.IsBigEndian, signed: s.IsSigned,
		gain: scaling.GainOf(s.Factor), offset: s.Offset, low: s.Minimum, high: s.Maximum,
		selector: s.IsMultiplexerSwitch, selected: s.IsMultiplexed, selectAt: s.MultiplexerSwitch,
	}
	if !out.fits(length) {
		return Signal{}, fmt.Errorf("bits %d|%d lie outside of its %d bytes", s.StartBit, s.Size, length)
	}
	return out, nil
}

// fits reports whether the signal's bits lie in the message. A big-endian signal starts at its most
// significant bit and runs towards higher bytes; bits are numbered in a saw-tooth.
func (s Signal) fits(length uint8) bool {
	bits := int(length) * 8
	if !s.bigEndian {
		return int(s.start)+int(s.len) <= bits
	}
	first := int(s.start/8)*8 + 7 - int(s.start%8)
	return first+int(s.len) <= bits
}

// Message is the message of this name; false where there is none.
func (n *Network) Message(name string) (*Message, bool) {
	for i := range n.Messages {
		if n.Messages[i].Name == name {
			return &n.Messages[i], true
		}
	}
	return nil, false
}

// ByID is the message of this identifier; false where there is none.
func (n *Network) ByID(id uint32, extended bool) (*Message, bool) {
	for i := range n.Messages {
		if m := &n.Messages[i]; m.ID == id && m.Extended == extended {
			return m, true
		}
	}
	return nil, false
}

// Decode is the signals of a frame by name, each a float64, or nil for a value outside of its
// range. Signals that the frame does not carry now are left out.
func (m *Message) Decode(f Frame) (map[string]any, error) {
	if f.Remote || f.ID != m.ID || f.Extended != m.Extended {
		return nil, fmt.Errorf("decode %s: frame %v is another message", m.Name, f)
	}
	if f.Length < m.Length {
		return nil, fmt.Errorf("decode %s: %d bytes are fewer than %d", m.Name, f.Length, m.Length)
	}
	data := lib.Data(f.Data)
	which, selects := m.selection(&data)
	out := make(map[string]any, len(m.Signals))
	for i := range m.Signals {
		s := &m.Signals[i]
		if s.selected && (!selects || which != s.selectAt) {
			continue
		}
		out[s.Name] = s.decode(&data)
	}
	return out, nil
}

// selection is the value of the message's selector.
func (m *Message) selection(data *lib.Data) (uint64, bool) {
	for i := range m.Signals {
		if s := &m.Signals[i]; s.selector {
			return s.bits(data), true
		}
	}
	return 0, false
}

func (s *Signal) bits(data *lib.Data) uint64 {
	if s.bigEndian {
		return data.UnsignedBitsBigEndian(s.start, s.len)
	}
	return data.UnsignedBitsLittleEndian(s.start, s.len)
}

func (s *Signal) decode(data *lib.Data) any {
	bits := s.bits(data)
	var raw float64
	switch {
	case s.float:
		raw = float64(math.Float32frombits(uint32(bits)))
	case s.signed:
		raw = float64(int64(bits<<(64-s.len)) >> (64 - s.len)) //nolint:gosec // two's complement
	default:
		raw = float64(bits)
	}
	v := s.gain.Apply(raw) + s.offset
	if math.IsNaN(v) || math.IsInf(v, 0) || (s.low != 0 || s.high != 0) && (v < s.low || v > s.high) {
		return nil
	}
	return v
}

// Encode is the frame that carries these signals; the others are zero. A value that does not fit
// its bits is refused, and so is a signal that the message does not have.
func (m *Message) Encode(values map[string]float64) (Frame, error) {
	f := Frame{ID: m.ID, Extended: m.Extended, Length: m.Length}
	data := lib.Data{}
	for name, v := range values {
		i := slices.IndexFunc(m.Signals, func(s Signal) bool { return s.Name == name })
		if i < 0 {
			return f, fmt.Errorf("encode %s: it has no signal %s", m.Name, name)
		}
		if err := m.Signals[i].encode(&data, v); err != nil {
			return f, fmt.Errorf("encode %s: %s: %w", m.Name, name, err)
		}
	}
	f.Data = data
	return f, nil
}

func (s *Signal) encode(data *lib.Data, v float64) error {
	raw := s.gain.Undo(v - s.offset)
	var bits uint64
	switch {
	case math.IsNaN(raw) || math.IsInf(raw, 0):
		return fmt.Errorf("%v is no number", v)
	case s.float:
		bits = uint64(math.Float32bits(float32(raw)))
	default:
		raw = math.RoundToEven(raw)
		low, high := 0.0, math.Ldexp(1, int(s.len))
		if s.signed {
			low, high = -high/2, high/2
		}
		if raw < low || raw >= high {
			return fmt.Errorf("%v does not fit %d bits", v, s.len)
		}
		bits = uint64(raw)
		if raw < 0 {
			bits = uint64(int64(raw)) & (1<<s.len - 1) //nolint:gosec // two's complement
		}
	}
	if s.bigEndian {
		data.SetUnsignedBitsBigEndian(s.start, s.len, bits)
	} else {
		data.SetUnsignedBitsLittleEndian(s.start, s.len, bits)
	}
	return nil
}
