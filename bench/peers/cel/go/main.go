// The Go runtime cel-go, in the configuration that its documentation gives for programs that are
// evaluated often: checked, with constants folded and patterns compiled when planning.
//
// A line on standard input asks for a measure ("evaluate int_equal 20": evaluate for at least 20
// milliseconds); a line of JSON on standard output answers it. Times are processor time, of the
// collector's threads too.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

const module = "cel.dev/cel-go"

type variable struct {
	Name  string          `json:"name"`
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

type testCase struct {
	Name      string     `json:"name"`
	CEL       string     `json:"cel"`
	Variables []variable `json:"variables"`
}

// expression is one expression with its inputs: as the host has them, and as the runtime likes them.
type expression struct {
	source  string
	env     *cel.Env
	program cel.Program
	names   []string
	host    []any
	bound   cel.Activation
}

var celTypes = map[string]*cel.Type{
	"bool":                cel.BoolType,
	"int":                 cel.IntType,
	"double":              cel.DoubleType,
	"string":              cel.StringType,
	"timestamp":           cel.TimestampType,
	"list(int)":           cel.ListType(cel.IntType),
	"map(string, string)": cel.MapType(cel.StringType, cel.StringType),
	"map(string, dyn)":    cel.MapType(cel.StringType, cel.DynType),
}

// decodeAs reads the JSON value into a T.
func decodeAs[T any](text json.RawMessage) (any, error) {
	var value T
	err := json.Unmarshal(text, &value)
	return value, err
}

// hostValue is what a Go program would hold before it knows of any runtime.
func hostValue(v variable) (any, error) {
	switch v.Type {
	case "bool":
		return decodeAs[bool](v.Value)
	case "int":
		return decodeAs[int64](v.Value)
	case "double":
		return decodeAs[float64](v.Value)
	case "string":
		return decodeAs[string](v.Value)
	case "timestamp":
		return decodeAs[time.Time](v.Value)
	case "list(int)":
		return decodeAs[[]int64](v.Value)
	case "map(string, string)":
		return decodeAs[map[string]string](v.Value)
	case "map(string, dyn)":
		return decodeAs[map[string]any](v.Value)
	}
	return nil, fmt.Errorf("the type %s", v.Type)
}

// native turns a value of the host into the runtime's own, elements included.
func native(value any) ref.Val {
	adapter := types.DefaultTypeAdapter
	switch v := value.(type) {
	case []int64:
		list := make([]ref.Val, len(v))
		for i, element := range v {
			list[i] = types.Int(element)
		}
		return types.NewRefValList(adapter, list)
	case map[string]string:
		entries := make(map[ref.Val]ref.Val, len(v))
		for key, element := range v {
			entries[types.String(key)] = types.String(element)
		}
		return types.NewRefValMap(adapter, entries)
	case map[string]any:
		entries := make(map[ref.Val]ref.Val, len(v))
		for key, element := range v {
			entries[types.String(key)] = native(element)
		}
		return types.NewRefValMap(adapter, entries)
	}
	return adapter.NativeToValue(value)
}

func compile(env *cel.Env, source string) (cel.Program, error) {
	ast, issues := env.Compile(source)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	return env.Program(ast, cel.EvalOptions(cel.OptOptimize))
}

func prepare(c testCase) (*expression, error) {
	e := &expression{source: c.CEL}
	bound := map[string]any{}
	var options []cel.EnvOption
	for _, v := range c.Variables {
		value, err := hostValue(v)
		if err != nil {
			return nil, err
		}
		options = append(options, cel.Variable(v.Name, celTypes[v.Type]))
		e.names = append(e.names, v.Name)
		e.host = append(e.host, value)
		bound[v.Name] = native(value)
	}
	var err error
	if e.env, err = cel.NewEnv(options...); err != nil {
		return nil, err
	}
	if e.program, err = compile(e.env, c.CEL); err != nil {
		return nil, err
	}
	e.bound, err = cel.NewActivation(bound)
	return e, err
}

// run does the work count times and answers the last value.
func (e *expression) run(measure string, count int) (out ref.Val, err error) {
	switch measure {
	case "compile":
		for i := 0; i < count && err == nil; i++ {
			_, err = compile(e.env, e.source)
		}
	case "evaluate":
		for i := 0; i < count && err == nil; i++ {
			out, _, err = e.program.Eval(e.bound)
		}
	default:
		for i := 0; i < count && err == nil; i++ {
			event := make(map[string]any, len(e.names))
			for k, name := range e.names {
				event[name] = e.host[k]
			}
			out, _, err = e.program.Eval(event)
		}
	}
	return out, err
}

// processorTime is what all threads of this process took, in nanoseconds.
func processorTime() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return float64(usage.Utime.Nano() + usage.Stime.Nano())
}

// answer measures over at least the given time.
func (e *expression) answer(measure string, milliseconds float64) map[string]any {
	wanted := milliseconds * 1e6
	for count := 1; ; {
		start := processorTime()
		out, err := e.run(measure, count)
		spent := processorTime() - start
		if err != nil {
			return map[string]any{"error": err.Error()}
		}
		if spent >= wanted {
			result := map[string]any{"ns": spent / float64(count), "count": count, "value": nil}
			if out != nil {
				result["value"] = out.Value()
			}
			return result
		}
		guess := int(float64(count) * wanted / max(spent, 1) * 1.1)
		count = min(max(guess, count*2), count*100)
	}
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == module {
				return dependency.Version
			}
		}
	}
	return "unknown"
}

func readCases(path string) (map[string]*expression, map[string]error, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	ready := map[string]*expression{}
	failed := map[string]error{}
	for _, line := range bytes.Split(bytes.TrimSpace(text), []byte("\n")) {
		var c testCase
		if err := json.Unmarshal(line, &c); err != nil {
			return nil, nil, err
		}
		if ready[c.Name], err = prepare(c); err != nil {
			failed[c.Name] = err
		}
	}
	return ready, failed, nil
}

// serve answers the questions until the driver closes the pipe.
func serve(path string) error {
	ready, failed, err := readCases(path)
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	if err := out.Encode(map[string]any{"version": version()}); err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) != 3 {
			return errors.New("expected: MEASURE NAME MILLISECONDS")
		}
		milliseconds, err := strconv.ParseFloat(words[2], 64)
		if err != nil {
			return err
		}
		var answer map[string]any
		if failure := failed[words[1]]; failure != nil {
			answer = map[string]any{"error": failure.Error()}
		} else if e := ready[words[1]]; e != nil {
			answer = e.answer(words[0], milliseconds)
		} else {
			answer = map[string]any{"error": "no such expression"}
		}
		if err := out.Encode(answer); err != nil {
			return err
		}
	}
	return lines.Err()
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: peer expressions.jsonl")
		os.Exit(2)
	}
	if err := serve(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "cel-go:", err)
		os.Exit(1)
	}
}
