package formula

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// Formula computes a number from named numbers. It is safe for concurrent use.
type Formula struct {
	text    string
	names   []string
	program *vm.Program
}

// name is what a number may be called.
var name = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// lengthMax bounds a formula's text; real ones have a tenth of it.
const lengthMax = 500

// Parse reads a formula over these names. The error says in one line what is wrong with it.
func Parse(text string, names ...string) (*Formula, error) {
	if len(text) > lengthMax {
		return nil, fmt.Errorf("it has %d characters, at most %d are read", len(text), lengthMax)
	}
	env := make(map[string]float64, len(names))
	for _, n := range names {
		if !name.MatchString(n) {
			return nil, fmt.Errorf("%q is no name: lower case letters, digits and _", n)
		}
		env[n] = 0
	}
	options := []expr.Option{expr.Env(env), expr.DisableAllBuiltins(), expr.Function("bit", bit, new(func(float64, int) bool))}
	for _, f := range []string{"abs", "ceil", "floor", "max", "min", "round"} {
		options = append(options, expr.EnableBuiltin(f))
	}
	if err := plain(text); err != nil {
		return nil, err
	}
	program, err := expr.Compile(text, options...)
	if err != nil {
		return nil, oneLine(err)
	}
	f := &Formula{text, slices.Clone(names), program}
	// Types are loose before a run; one run says whether the result is a number at all.
	if _, err := f.run(make([]float64, len(names))); err != nil {
		return nil, err
	}
	return f, nil
}

func oneLine(err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(line)
}

// plain refuses what is no arithmetic: lists, loops, texts.
func plain(text string) error {
	tree, err := parser.Parse(text)
	if err != nil {
		return oneLine(err)
	}
	var v visitor
	ast.Walk(&tree.Node, &v)
	return v.err
}

// visitor keeps the first node that is no arithmetic.
type visitor struct{ err error }

// Visit implements ast.Visitor.
func (v *visitor) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.NilNode, *ast.IdentifierNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode,
		*ast.UnaryNode, *ast.ConditionalNode, *ast.CallNode, *ast.BuiltinNode:
	case *ast.BinaryNode:
		if n.Operator == ".." || n.Operator == "in" || n.Operator == "matches" {
			v.err = fmt.Errorf("%q is no arithmetic", n.Operator)
		}
	default:
		if v.err == nil {
			v.err = fmt.Errorf("%q is no arithmetic", (*node).String())
		}
	}
}

// String is the formula's text.
func (f *Formula) String() string { return f.text }

// Names lists the numbers it is computed from.
func (f *Formula) Names() []string { return f.names }

// Value is the result for the numbers, in the order of the names: true and false are 1 and 0. It is
// false where the result is no finite number.
func (f *Formula) Value(numbers ...float64) (float64, bool) {
	v, err := f.run(numbers)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

func (f *Formula) run(numbers []float64) (float64, error) {
	env := make(map[string]float64, len(f.names))
	for i, n := range f.names {
		env[n] = numbers[i]
	}
	result, err := expr.Run(f.program, env)
	if err != nil {
		return 0, oneLine(err)
	}
	switch v := result.(type) {
	case float64:
		return v, nil
	case int:
		return float64(v), nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case nil:
		return math.NaN(), nil
	}
	return 0, fmt.Errorf("it gives %T, want a number", result)
}

// bit reports whether bit n of a whole number is set.
func bit(args ...any) (any, error) {
	x, n := args[0].(float64), args[1].(int)
	if x < 0 || x != math.Trunc(x) || x >= 1<<53 || n < 0 || n > 52 {
		return false, nil
	}
	return uint64(x)&(1<<n) != 0, nil
}
