package intake

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// maxDepth bounds how deep values may be nested.
const maxDepth = 32

// scanner reads JSON (RFC 8259) value by value. Unlike encoding/json it keeps the case of names,
// sees a name that stands twice, and reads a batch of flat objects in one pass.
type scanner struct {
	data string
	at   int
}

// fail is the syntax error at the scanner's place.
func (s *scanner) fail(format string, args ...any) error {
	return &scanError{offset: s.at, what: fmt.Sprintf(format, args...)}
}

// scanError is where and why bytes are no JSON.
type scanError struct {
	offset int
	what   string
}

// Error counts bytes from 1.
func (e *scanError) Error() string { return fmt.Sprintf("byte %d: %s", e.offset+1, e.what) }

// peek is the next byte that is not white space; 0 at the end.
func (s *scanner) peek() byte {
	for s.at < len(s.data) {
		switch c := s.data[s.at]; c {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return c
		}
	}
	return 0
}

// expect consumes the byte c.
func (s *scanner) expect(c byte) error {
	if s.peek() != c {
		return s.unexpected(fmt.Sprintf("%q", string(c)))
	}
	s.at++
	return nil
}

func (s *scanner) unexpected(want string) error {
	if s.at >= len(s.data) {
		return s.fail("the text ends where %s should follow", want)
	}
	return s.fail("%q where %s should follow", string(s.data[s.at]), want)
}

// end refuses anything but white space.
func (s *scanner) end() error {
	if s.peek(); s.at < len(s.data) {
		return s.unexpected("the end")
	}
	return nil
}

// object calls member for every member, with the scanner before its value; member consumes it.
func (s *scanner) object(member func(name string) error) error {
	if err := s.expect('{'); err != nil {
		return err
	}
	if s.peek() == '}' {
		s.at++
		return nil
	}
	for {
		if s.peek() != '"' {
			return s.unexpected("a name in quotes")
		}
		name, err := s.text()
		if err != nil {
			return err
		}
		if err := s.expect(':'); err != nil {
			return err
		}
		if err := member(name); err != nil {
			return err
		}
		if more, err := s.more('}'); !more {
			return err
		}
	}
}

// array calls item for every item, with the scanner before it; item consumes it.
func (s *scanner) array(item func(index int) error) error {
	if err := s.expect('['); err != nil {
		return err
	}
	if s.peek() == ']' {
		s.at++
		return nil
	}
	for index := 0; ; index++ {
		if err := item(index); err != nil {
			return err
		}
		if more, err := s.more(']'); !more {
			return err
		}
	}
}

// more consumes a comma, or the end of what is being read.
func (s *scanner) more(end byte) (bool, error) {
	switch s.peek() {
	case ',':
		s.at++
		return true, nil
	case end:
		s.at++
		return false, nil
	default:
		return false, s.unexpected(fmt.Sprintf(`"," or %q`, string(end)))
	}
}

// text reads a string.
func (s *scanner) text() (string, error) {
	raw, simple, err := s.rawText()
	if err != nil {
		return "", err
	}
	if simple {
		return raw[1 : len(raw)-1], nil
	}
	var text string
	if err := json.Unmarshal([]byte(raw), &text); err != nil {
		return "", s.fail("a string that cannot be read: %v", err)
	}
	return text, nil
}

// rawText consumes a string and gives it as it stands, quotes included; simple where it stands for
// itself, in ASCII without escapes.
func (s *scanner) rawText() (raw string, simple bool, err error) {
	start := s.at
	simple = true
	for s.at++; s.at < len(s.data); s.at++ {
		switch c := s.data[s.at]; {
		case c == '"':
			s.at++
			return s.data[start:s.at], simple, nil
		case c < 0x20:
			return "", false, s.fail("a control character in a string")
		case c >= 0x80:
			simple = false
		case c == '\\':
			simple = false
			if err := s.escape(); err != nil {
				return "", false, err
			}
		}
	}
	return "", false, s.fail("the text ends in a string")
}

// escape consumes an escape but its last byte.
func (s *scanner) escape() error {
	s.at++
	if s.at >= len(s.data) {
		return s.fail("the text ends in a string")
	}
	switch s.data[s.at] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return nil
	case 'u':
		for range 4 {
			s.at++
			if s.at >= len(s.data) || !isHex(s.data[s.at]) {
				return s.fail("an escape in a string that is not \\u and four hexadecimal digits")
			}
		}
		return nil
	default:
		return s.fail("an unknown escape in a string")
	}
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// rawNumber consumes a number and gives it as it stands.
func (s *scanner) rawNumber() (string, error) {
	start := s.at
	if s.byte() == '-' {
		s.at++
	}
	if s.byte() == '0' {
		s.at++
	} else if !s.digits() {
		return "", s.unexpected("a digit")
	}
	if s.byte() == '.' {
		s.at++
		if !s.digits() {
			return "", s.unexpected("a digit")
		}
	}
	if c := s.byte(); c == 'e' || c == 'E' {
		s.at++
		if c := s.byte(); c == '+' || c == '-' {
			s.at++
		}
		if !s.digits() {
			return "", s.unexpected("a digit")
		}
	}
	return s.data[start:s.at], nil
}

// byte is the byte at the scanner's place; 0 at the end.
func (s *scanner) byte() byte {
	if s.at < len(s.data) {
		return s.data[s.at]
	}
	return 0
}

func (s *scanner) digits() bool {
	start := s.at
	for c := s.byte(); '0' <= c && c <= '9'; c = s.byte() {
		s.at++
	}
	return s.at > start
}

// scalarKind says what a scalar is.
type scalarKind uint8

const (
	isNull scalarKind = iota + 1
	isBool
	isNumber
	isText
	isNested // an object or an array, skipped
)

// scalar is a value that holds no others.
type scalar struct {
	kind scalarKind
	text string // of a text; of a number as it stands
	bool bool
}

// number is the value of a number; false where it is none or too large for one.
func (v scalar) number() (float64, bool) {
	if v.kind != isNumber {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.text, 64)
	return f, err == nil
}

// value reads any value; objects and arrays are checked and skipped.
func (s *scanner) value(depth int) (scalar, error) {
	if depth > maxDepth {
		return scalar{}, s.fail("values nested deeper than %d", maxDepth)
	}
	switch c := s.peek(); {
	case c == '"':
		text, err := s.text()
		return scalar{kind: isText, text: text}, err
	case c == '-' || '0' <= c && c <= '9':
		raw, err := s.rawNumber()
		return scalar{kind: isNumber, text: raw}, err
	case c == '{':
		return scalar{kind: isNested}, s.object(func(string) error {
			_, err := s.value(depth + 1)
			return err
		})
	case c == '[':
		return scalar{kind: isNested}, s.array(func(int) error {
			_, err := s.value(depth + 1)
			return err
		})
	default:
		return s.word()
	}
}

// word reads true, false or null.
func (s *scanner) word() (scalar, error) {
	for word, v := range map[string]scalar{"true": {kind: isBool, bool: true}, "false": {kind: isBool}, "null": {kind: isNull}} {
		if len(s.data)-s.at >= len(word) && s.data[s.at:s.at+len(word)] == word {
			s.at += len(word)
			return v, nil
		}
	}
	return scalar{}, s.unexpected("a value")
}
