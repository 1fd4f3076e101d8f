package imprint

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"time"
)

// reader goes through an imprint. After its first fault everything is zero.
type reader struct {
	data []byte
	err  error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.data = nil
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.data) {
		r.fail(errShort)
		return make([]byte, min(max(n, 0), 8))
	}
	taken := r.data[:n]
	r.data = r.data[n:]
	return taken
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.data)
	if n <= 0 {
		r.fail(errShort)
		return 0
	}
	r.data = r.data[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.data)
	if n <= 0 {
		r.fail(errShort)
		return 0
	}
	r.data = r.data[n:]
	return v
}

// length is how many elements follow, -1 for nil. Each takes a byte at least.
func (r *reader) length() int {
	n := r.uvarint()
	if n > uint64(len(r.data))+1 {
		r.fail(errShort)
		return -1
	}
	return int(n) - 1
}

func (r *reader) time() time.Time {
	sec, nsec, offset := r.varint(), r.uvarint(), r.varint()
	if nsec >= uint64(time.Second) || offset < -24*3600 || offset > 24*3600 {
		r.fail(errShort)
		return time.Time{}
	}
	t := time.Unix(sec, int64(nsec)).UTC()
	if offset == 0 {
		return t
	}
	return t.In(time.FixedZone("", int(offset)))
}

func (c *Codec) restore(r *reader, v reflect.Value, depth int) {
	c.into(depth)
	if r.err != nil {
		return
	}
	switch v.Kind() {
	case reflect.Array:
		c.fill(r, v, depth)
	case reflect.Slice:
		c.slice(r, reach(v), depth)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			instant(r, reach(v))
			return
		}
		for _, i := range c.fields(v.Type()) {
			c.restore(r, v.Field(i), depth+1)
		}
	case reflect.Pointer:
		c.pointer(r, reach(v), depth)
	case reflect.Interface:
		c.any(r, reach(v), depth)
	case reflect.Map:
		c.mapping(r, reach(v), depth)
	default:
		restorePlain(r, reach(v))
	}
}

// instant leaves a time as it is where it is the same instant: the one there knows its zone by name.
func instant(r *reader, v reflect.Value) {
	if t := r.time(); !t.Equal(v.Interface().(time.Time)) {
		v.Set(reflect.ValueOf(t))
	}
}

func (c *Codec) fill(r *reader, v reflect.Value, depth int) {
	for i := range v.Len() {
		c.restore(r, v.Index(i), depth+1)
	}
}

// slice goes into the room that is there, so that slices which share it still do.
func (c *Codec) slice(r *reader, v reflect.Value, depth int) {
	n := r.length()
	switch {
	case r.err != nil:
		return
	case n < 0:
		v.SetZero()
		return
	case n <= v.Cap() && !v.IsNil():
		v.SetLen(n)
	default:
		grown := reflect.MakeSlice(v.Type(), n, n)
		reflect.Copy(grown, v)
		v.Set(grown)
	}
	c.fill(r, v, depth)
}

func (c *Codec) pointer(r *reader, v reflect.Value, depth int) {
	if there := r.take(1)[0]; there == 0 {
		v.SetZero()
		return
	}
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
	}
	c.restore(r, v.Elem(), depth+1)
}

func (c *Codec) any(r *reader, v reflect.Value, depth int) {
	kind := reflect.Kind(r.take(1)[0])
	switch t := plain(kind); {
	case kind == reflect.Invalid:
		v.SetZero()
	case kind == reflect.Pointer && !v.IsNil() && v.Elem().Kind() == reflect.Pointer && !v.Elem().IsNil():
		if there := r.take(1)[0]; there == 1 {
			c.restore(r, v.Elem().Elem(), depth+1)
		}
	case kind == reflect.Struct && v.NumMethod() == 0:
		v.Set(reflect.ValueOf(r.time()))
	case t != nil && v.NumMethod() == 0:
		value := reflect.New(t).Elem()
		restorePlain(r, value)
		v.Set(value)
	default:
		r.fail(fmt.Errorf("an interface holds what cannot be given back: %v", kind))
	}
}

func (c *Codec) mapping(r *reader, v reflect.Value, depth int) {
	n := r.length()
	if n < 0 {
		v.SetZero()
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for range n {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		restorePlain(r, key)
		c.restore(r, value, depth+1)
		if r.err != nil {
			return
		}
		v.SetMapIndex(key, value)
	}
}

func restorePlain(r *reader, v reflect.Value) {
	switch {
	case v.CanInt():
		if i := r.varint(); v.OverflowInt(i) {
			r.fail(errShort)
		} else {
			v.SetInt(i)
		}
	case v.CanUint():
		if u := r.uvarint(); v.OverflowUint(u) {
			r.fail(errShort)
		} else {
			v.SetUint(u)
		}
	case v.CanFloat():
		v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64(r.take(8))))
	case v.Kind() == reflect.Bool:
		v.SetBool(r.take(1)[0] == 1)
	case v.Kind() == reflect.String:
		n := r.length()
		v.SetString(string(r.take(n + 1)))
	default:
		panic(fmt.Sprintf("imprint of a %v", v.Type()))
	}
}
