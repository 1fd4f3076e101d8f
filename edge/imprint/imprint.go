package imprint

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
)

// tag marks a field that is no state: `imprint:"-"`.
const tag = "imprint"

// deepest is how far values may be nested; a value that contains itself comes to it.
const deepest = 40

// Codec takes imprints and gives them back. It remembers what it has learned of types, so that all
// but the first imprint of a value cost few allocations. Not safe for concurrent use.
type Codec struct {
	kept map[reflect.Type][]int // the fields of a struct that are state
}

// New is a codec that has seen no type yet.
func New() *Codec { return &Codec{kept: map[reflect.Type][]int{}} }

// Append appends the imprint of what the pointer points to. It panics over a value that contains
// itself or whose interface holds neither a plain value nor a pointer: a field that is no state is
// tagged, and the test of all controllers finds the one that is not.
func (c *Codec) Append(dst []byte, of any) []byte {
	return c.append(dst, reflect.ValueOf(of).Elem(), 0)
}

// Restore gives an imprint back to a value of the same make, in its place: what is tagged or is a
// function stays as it is. It returns what follows the imprint.
func (c *Codec) Restore(data []byte, into any) ([]byte, error) {
	r := reader{data: data}
	c.restore(&r, reflect.ValueOf(into).Elem(), 0)
	return r.data, r.err
}

// Shape is a number that differs where imprints of two values cannot be exchanged: it follows from
// names and kinds of all fields of the types.
func (c *Codec) Shape(of ...any) uint64 {
	h := fnv.New64a()
	var walk func(t reflect.Type, depth int)
	walk = func(t reflect.Type, depth int) {
		fmt.Fprint(h, t.Kind(), t.Name())
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			if t.Kind() == reflect.Array {
				fmt.Fprint(h, t.Len())
			}
			c.into(depth)
			walk(t.Elem(), depth+1)
		case reflect.Map:
			walk(t.Key(), depth+1)
			walk(t.Elem(), depth+1)
		case reflect.Struct:
			if t == reflect.TypeFor[time.Time]() {
				return
			}
			for _, i := range c.fields(t) {
				fmt.Fprint(h, t.Field(i).Name)
				walk(t.Field(i).Type, depth+1)
			}
		}
	}
	for _, one := range of {
		walk(reflect.TypeOf(one), 0)
	}
	return h.Sum64()
}

func (c *Codec) into(depth int) {
	if depth > deepest {
		panic("imprint of a value that contains itself")
	}
}

// fields are the fields of a struct that are state.
func (c *Codec) fields(t reflect.Type) []int {
	kept, ok := c.kept[t]
	if ok {
		return kept
	}
	kept = []int{}
	for i := range t.NumField() {
		f := t.Field(i)
		switch f.Type.Kind() {
		case reflect.Func, reflect.Chan, reflect.UnsafePointer:
			continue
		}
		if f.Tag.Get(tag) == "-" || f.Type == reflect.TypeFor[*time.Location]() {
			continue
		}
		kept = append(kept, i)
	}
	c.kept[t] = kept
	return kept
}

func (c *Codec) append(dst []byte, v reflect.Value, depth int) []byte {
	c.into(depth)
	switch v.Kind() {
	case reflect.Array:
		return c.elements(dst, v, depth)
	case reflect.Slice:
		if v.IsNil() {
			return append(dst, 0)
		}
		return c.elements(binary.AppendUvarint(dst, uint64(v.Len())+1), v, depth)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return appendTime(dst, reach(v).Interface().(time.Time))
		}
		for _, i := range c.fields(v.Type()) {
			dst = c.append(dst, v.Field(i), depth+1)
		}
		return dst
	case reflect.Pointer:
		if v.IsNil() {
			return append(dst, 0)
		}
		return c.append(append(dst, 1), v.Elem(), depth+1)
	case reflect.Interface:
		return c.appendAny(dst, v, depth)
	case reflect.Map:
		return c.appendMap(dst, v, depth)
	default:
		return appendPlain(dst, v)
	}
}

func (c *Codec) elements(dst []byte, v reflect.Value, depth int) []byte {
	for i := range v.Len() {
		dst = c.append(dst, v.Index(i), depth+1)
	}
	return dst
}

// appendMap appends a map in the order of its keys, which are texts.
func (c *Codec) appendMap(dst []byte, v reflect.Value, depth int) []byte {
	if v.IsNil() {
		return append(dst, 0)
	}
	v = reach(v)
	dst = binary.AppendUvarint(dst, uint64(v.Len())+1)
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, k := range keys {
		value := reflect.New(v.Type().Elem()).Elem()
		value.Set(v.MapIndex(k))
		dst = appendPlain(dst, k)
		dst = c.append(dst, value, depth+1)
	}
	return dst
}

// appendAny appends what an interface holds: nothing, a pointer whose type the value that takes the
// imprint back has too, or a plain value, of which the kind is kept.
func (c *Codec) appendAny(dst []byte, v reflect.Value, depth int) []byte {
	if v.IsNil() {
		return append(dst, 0)
	}
	in := reach(v).Elem()
	switch {
	case in.Kind() == reflect.Pointer:
		return c.append(append(dst, byte(reflect.Pointer)), in, depth+1)
	case in.Type() == reflect.TypeFor[time.Time]():
		return appendTime(append(dst, byte(reflect.Struct)), in.Interface().(time.Time))
	case plain(in.Kind()) != nil:
		return appendPlain(append(dst, byte(in.Kind())), in)
	}
	panic(fmt.Sprintf("imprint of an interface that holds a %v", in.Type()))
}

func appendPlain(dst []byte, v reflect.Value) []byte {
	switch {
	case v.CanInt():
		return binary.AppendVarint(dst, v.Int())
	case v.CanUint():
		return binary.AppendUvarint(dst, v.Uint())
	case v.CanFloat():
		return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v.Float()))
	}
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return append(dst, 1)
		}
		return append(dst, 0)
	case reflect.String:
		return append(binary.AppendUvarint(dst, uint64(v.Len())), v.String()...)
	}
	panic(fmt.Sprintf("imprint of a %v", v.Type()))
}

// plain is the type by which a value of a kind comes back into an interface, nil for what is not
// plain.
func plain(k reflect.Kind) reflect.Type {
	switch k {
	case reflect.Bool:
		return reflect.TypeFor[bool]()
	case reflect.Int:
		return reflect.TypeFor[int]()
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return reflect.TypeFor[int64]()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return reflect.TypeFor[uint64]()
	case reflect.Float32, reflect.Float64:
		return reflect.TypeFor[float64]()
	case reflect.String:
		return reflect.TypeFor[string]()
	}
	return nil
}

func appendTime(dst []byte, t time.Time) []byte {
	_, offset := t.Zone()
	dst = binary.AppendVarint(dst, t.Unix())
	dst = binary.AppendUvarint(dst, uint64(t.Nanosecond()))
	return binary.AppendVarint(dst, int64(offset))
}

// reach is a value that may be read and set whole though its field is not exported.
func reach(v reflect.Value) reflect.Value {
	if v.CanInterface() {
		return v
	}
	return reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
}

var errShort = errors.New("the imprint is cut short or of another make")
