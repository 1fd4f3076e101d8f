package main

import "slices"

// suite is benchmarks of one package that run together.
type suite struct {
	pkg     string
	bench   string // regular expression
	rounds  int    // runs of the test binary; one where the benchmark makes its own pairs
	minimum string // -benchtime
	plan    bool   // takes the file for a plan
	args    []string
	need    string // row set this suite belongs to; "" is the usual one
}

// figure is one number of a benchmark: "edge/cycle.Lateness" and "p99-ns".
type figure struct {
	bench  string
	metric string
}

// direction says what a ratio means.
type direction int

const (
	speed direction = iota // how many times as fast as the reference: more is better
	cost                   // how many times as much as the reference: less is better
)

// row is one line of the table.
type row struct {
	name      string
	ours      figure
	reference figure
	published float64 // stands for the reference where nothing was measured
	against   string  // what the reference is
	ratio     direction
	target    string
}

func suites() []suite {
	return []suite{
		{pkg: "edge/cycle", bench: "^BenchmarkCycle$", rounds: 5, minimum: "1s"},
		{pkg: "edge/cycle", bench: "^BenchmarkLateness(FIFO)?$", rounds: 1, minimum: "1x"},
		{pkg: "energy/storage", bench: "^BenchmarkEKF(Matrices)?$", rounds: 7, minimum: "300ms"},
		{pkg: "energy/arbitration/lex", bench: "^Benchmark(Bind|Simplex)$", rounds: 3, minimum: "500ms"},
		{pkg: "energy/arbitration", bench: "^BenchmarkSolve$", rounds: 3, minimum: "500ms"},
		{pkg: "energy/balance", bench: "^BenchmarkCycle$", rounds: 3, minimum: "500ms"},
		{pkg: "field/modbus", bench: "^Benchmark(Echo|Read|ReadPipelined)$", rounds: 7, minimum: "500ms"},
		{pkg: "backend/bus", bench: "^BenchmarkIngest$", rounds: 1, minimum: "1x"},
		{pkg: "backend/intake", bench: "^BenchmarkDecodeAndAccept$", rounds: 5, minimum: "500ms"},
		{pkg: "backend/httpapi", bench: "^BenchmarkIngest(Stored|Bare)$", rounds: 5, minimum: "1s"},
		{pkg: "backend/postgres", bench: "^BenchmarkDashboard$", rounds: 1, minimum: "1x", plan: true},
		{pkg: "backend/postgres", bench: "^BenchmarkScale$", rounds: 1, minimum: "1x"},
		{pkg: "backend/postgres", bench: "^BenchmarkClosedDay$", rounds: 1, minimum: "1x"},
		{pkg: "sim/world/spine", bench: "^BenchmarkResume$", rounds: 1, minimum: "1x"},
		{pkg: "cmd/ohmstead", bench: "^BenchmarkProcess$", rounds: 1, minimum: "1x"},
		{pkg: "internal/peer", bench: "^Benchmark(OurLex|HiGHS)$", rounds: 3, minimum: "500ms", need: "peers"},
		{pkg: "internal/peer", bench: "^Benchmark(OurBalance|HiGHSBalance)$", rounds: 3, minimum: "500ms", need: "peers"},
		{pkg: "internal/peer", bench: "^BenchmarkIngest$", rounds: 1, minimum: "1x", need: "peers"},
		{pkg: "backend/postgres", bench: "^BenchmarkScale$", rounds: 1, minimum: "1x", need: "peers", args: []string{"-millions=5,50", "-victoria=victoria-metrics"}},
		{pkg: "internal/peer", bench: "^Benchmark(OurReads|PymodbusReads)$", rounds: 5, minimum: "500ms", need: "peers"},
	}
}

// rows are all lines of the table, in its order.
func rows() []row {
	return slices.Concat(edgeRows(), latenessRows(), arbitrationRows(), balanceRows(), backendRows(), processRows())
}

func edgeRows() []row {
	const openems, second = "OpenEMS default cycle (published)", 1e9
	return []row{
		{
			name: "Edge cycle work, 1,000 channels, 20 controllers", ours: figure{"edge/cycle.Cycle/1000_channels_20_controllers", "median-ns/cycle"},
			published: second, against: openems, target: "< 100 µs, 0 allocations",
		},
		{
			name: "Edge cycle work, 5,000 channels, 30 controllers", ours: figure{"edge/cycle.Cycle/5000_channels_30_controllers", "median-ns/cycle"},
			published: second, against: openems, target: "< 300 µs, 0 allocations",
		},
		{
			name: "Edge cycle work, 10 batteries, 20 roofs, 50 meters, 30 controllers, 5,000 channels", ours: figure{"edge/cycle.Cycle/10_batteries_20_roofs_50_meters", "median-ns/cycle"},
			published: second, against: openems, target: "< 300 µs, 0 allocations",
		},
		{
			name: "The same, p99.9 of the thread's own time", ours: figure{"edge/cycle.Cycle/10_batteries_20_roofs_50_meters", "p999-work-ns/cycle"},
			published: second, against: openems, target: "< 2 ms",
		},
		{
			name: "State of charge, one step of the Kalman filter", ours: figure{"energy/storage.EKF", "ns/op"}, reference: figure{"energy/storage.EKFMatrices", "ns/op"},
			against: "the same filter with gonum's matrices", target: "≤ 100 ns, ≥ 15×, 0 allocations",
		},
		{
			name: "Modbus read of 125 registers, one after the other", ours: figure{"field/modbus.Read", "ns/op"}, reference: figure{"field/modbus.Echo", "ns/op"},
			against: "TCP echo of the same bytes", target: "≥ 0.8×",
		},
		{
			name: "Modbus read of 125 registers, 16 under way", ours: figure{"field/modbus.ReadPipelined", "ns/op"}, reference: figure{"field/modbus.Read", "ns/op"},
			against: "one after the other", target: "≥ 2×",
		},
		{
			name: "Modbus reads over our client", ours: figure{"internal/peer.OurReads", "ns/op"}, reference: figure{"internal/peer.PymodbusReads", "ns/op"},
			against: "pymodbus", target: "≥ 5×",
		},
	}
}

// latenessRows are how late a cycle begins, without and with a real-time priority.
func latenessRows() []row {
	var all []row
	for _, w := range []struct{ bench, with, target string }{
		{"edge/cycle.Lateness", "", "reported"},
		{"edge/cycle.LatenessFIFO", " with --fifo", "≤ 3×"},
	} {
		for _, q := range []string{"p50", "p99", "max"} {
			r := row{
				name: "Lateness of a 100 ms cycle" + w.with + ", 20 s, " + q, ours: figure{w.bench, q + "-ns"}, reference: figure{w.bench, "cyclictest-" + q + "-ns"},
				against: "cyclictest beside it", ratio: cost, target: "reported",
			}
			if q == "p99" {
				r.target = w.target
			}
			all = append(all, r)
		}
		all = append(all, row{
			name: "The same, p99 against a bare thread", ours: figure{w.bench, "p99-ns"}, reference: figure{w.bench, "bare-p99-ns"},
			against: "p99 of a thread in clock_nanosleep beside it", ratio: cost, target: "reported",
		})
	}
	return all
}

func arbitrationRows() []row {
	const simplex, highs = "gonum's simplex, a linear program per class", "HiGHS, a linear program per class"
	return []row{
		{
			name: "Arbitration, 20 variables × 60 rows, one class", ours: figure{"energy/arbitration/lex.Bind/1_levels", "median-ns"},
			reference: figure{"energy/arbitration/lex.Simplex/1_levels", "median-ns"}, against: simplex, target: "≤ 30 µs, 0 allocations, ≥ 50×",
		},
		{
			name: "Arbitration, 20 variables × 60 rows, four classes", ours: figure{"energy/arbitration/lex.Bind/4_levels", "median-ns"},
			reference: figure{"energy/arbitration/lex.Simplex/4_levels", "median-ns"}, against: simplex, target: "≤ 120 µs, 0 allocations, ≥ 50×",
		},
		{
			name: "Set-points of 20 batteries that share a target", ours: figure{"energy/arbitration.Solve/target_shared", "median-ns"},
			reference: figure{"energy/arbitration.Solve/alone", "median-ns"}, against: "each alone", ratio: cost, target: "reported",
		},
		{
			name: "Set-points of 20 batteries under a cap that SAFETY contradicts", ours: figure{"energy/arbitration.Solve/cap_contradicted", "median-ns"},
			reference: figure{"energy/arbitration.Solve/alone", "median-ns"}, against: "each alone", ratio: cost, target: "reported",
		},
		{
			name: "The same arbitration, one class", ours: figure{"internal/peer.OurLex/1_levels", "median-ns"},
			reference: figure{"internal/peer.HiGHS/1_levels", "median-ns"}, against: highs, target: "≥ 50×",
		},
		{
			name: "The same arbitration, four classes", ours: figure{"internal/peer.OurLex/4_levels", "median-ns"},
			reference: figure{"internal/peer.HiGHS/4_levels", "median-ns"}, against: highs, target: "≥ 50×",
		},
	}
}

func balanceRows() []row {
	const anew, first = "the same with its tree built anew", "HiGHS, the first of the linear programs that fairness takes"
	return []row{
		{
			name: "Balancing cycle, 100 chargers", ours: figure{"energy/balance.Cycle/100_leaves", "median-ns"},
			reference: figure{"energy/balance.Cycle/100_leaves_anew", "median-ns"}, against: anew, target: "≤ 100 µs",
		},
		{
			name: "Balancing cycle, 10,000 chargers", ours: figure{"energy/balance.Cycle/10000_leaves", "median-ns"},
			reference: figure{"energy/balance.Cycle/10000_leaves_anew", "median-ns"}, against: anew, target: "≤ 10 ms",
		},
		{
			name: "Balancing cycle, 100,000 chargers", ours: figure{"energy/balance.Cycle/100000_leaves", "median-ns"},
			reference: figure{"energy/balance.Cycle/100000_leaves_anew", "median-ns"}, against: anew, target: "≤ 150 ms",
		},
		{
			name: "The same cycle, 100 chargers", ours: figure{"internal/peer.OurBalance/100_leaves", "median-ns"},
			reference: figure{"internal/peer.HiGHSBalance/100_leaves", "median-ns"}, against: first, target: "≥ 50×",
		},
		{
			name: "The same cycle, 10,000 chargers", ours: figure{"internal/peer.OurBalance/10000_leaves", "median-ns"},
			reference: figure{"internal/peer.HiGHSBalance/10000_leaves", "median-ns"}, against: first, target: "≥ 50×",
		},
	}
}

func backendRows() []row {
	const victoria = "VictoriaMetrics on the same samples, from which it forms every answer"
	return []row{
		{
			name: "Bus → PostgreSQL, one edge", ours: figure{"backend/bus.Ingest/1_edge", "samples/s"}, reference: figure{"backend/bus.Ingest/1_edge", "copy-samples/s"},
			against: "COPY of the same rows into the same table", target: "≥ 0.85×",
		},
		{
			name: "Bus → PostgreSQL, four edges", ours: figure{"backend/bus.Ingest/4_edges", "samples/s"}, reference: figure{"backend/bus.Ingest/4_edges", "copy-samples/s"},
			against: "COPY of the same rows into the same table", target: "≥ 0.85×",
		},
		{
			name: "HTTP ingest, 100 samples a request, stored", ours: figure{"backend/httpapi.IngestStored", "samples/s"}, reference: figure{"backend/httpapi.IngestBare", "samples/s"},
			against: "the same batches straight to the writer", target: "reported",
		},
		{
			name: "HTTP ingest, decode and check only", ours: figure{"backend/intake.DecodeAndAccept", "samples/s"}, reference: figure{"backend/httpapi.IngestStored", "samples/s"},
			against: "stored, all of the request", target: "reported",
		},
		{
			name: "HTTP ingest, 100 samples a request, stored, a second of its core", ours: figure{"internal/peer.Ingest", "per-core-samples/s"}, reference: figure{"internal/peer.Ingest", "fastapi-samples/s"},
			against: "FastAPI, pydantic and asyncpg into the same table", target: "≥ 5×",
		},
		{
			name: "Site day at 15 min, 5 million rows, p50", ours: figure{"backend/postgres.Dashboard/SiteDay", "p50-ns"}, reference: figure{"backend/postgres.Dashboard/SiteDay", "raw-p50-ns"},
			against: "the same day from the samples, p50", target: "reported",
		},
		{
			name: "Site day at 15 min, 5 million rows, p95", ours: figure{"backend/postgres.Dashboard/SiteDay", "p95-ns"}, reference: figure{"backend/postgres.Dashboard/SiteDay", "raw-p95-ns"},
			against: "the same day from the samples, p95", target: "p95 < 20 ms",
		},
		{
			name: "Site day at 15 min, a year of 50 million samples, p95", ours: figure{"backend/postgres.Scale", "50M-site-day-p95-ns"}, reference: figure{"backend/postgres.Scale", "5M-site-day-p95-ns"},
			against: "the same over 5 million", ratio: cost, target: "p95 < 20 ms, flat",
		},
		{
			name: "Channel year by day, a year of 50 million samples, p95", ours: figure{"backend/postgres.Scale", "50M-channel-year-p95-ns"}, reference: figure{"backend/postgres.Scale", "5M-channel-year-p95-ns"},
			against: "the same over 5 million", ratio: cost, target: "p95 < 50 ms, flat",
		},
		{
			name: "Site day at 15 min, a year of 5 million samples, p95", ours: figure{"backend/postgres.Scale", "5M-beside-site-day-p95-ns"}, reference: figure{"backend/postgres.Scale", "5M-beside-victoria-site-day-p95-ns"},
			against: victoria, ratio: cost, target: "p95 < 20 ms, ≤ 5×",
		},
		{
			name: "The same of 50 million, p95", ours: figure{"backend/postgres.Scale", "50M-beside-site-day-p95-ns"}, reference: figure{"backend/postgres.Scale", "50M-beside-victoria-site-day-p95-ns"},
			against: victoria, ratio: cost, target: "p95 < 20 ms, ≤ 5×",
		},
		{
			name: "Channel year by day, a year of 5 million samples, p95", ours: figure{"backend/postgres.Scale", "5M-beside-channel-year-p95-ns"}, reference: figure{"backend/postgres.Scale", "5M-beside-victoria-channel-year-p95-ns"},
			against: victoria, ratio: cost, target: "p95 < 50 ms, ≤ 5×",
		},
		{
			name: "The same year of 50 million, p95", ours: figure{"backend/postgres.Scale", "50M-beside-channel-year-p95-ns"}, reference: figure{"backend/postgres.Scale", "50M-beside-victoria-channel-year-p95-ns"},
			against: victoria, ratio: cost, target: "p95 < 50 ms, ≤ 5×",
		},
		{
			name: "Storage of a closed day, simulated site", ours: figure{"backend/postgres.ClosedDay", "closed-bytes/sample"}, reference: figure{"backend/postgres.ClosedDay", "open-bytes/sample"},
			against: "the same rows before it is closed", target: "≥ 20×",
		},
		{
			name: "Dashboard under row-level security", ours: figure{"backend/postgres.Dashboard/RowSecurity", "median-ns"}, reference: figure{"backend/postgres.Dashboard/RowSecurity", "without-ns"},
			against: "the same queries past it, in pairs", ratio: cost, target: "lower bound ≤ 1.05×",
		},
	}
}

func processRows() []row {
	return []row{
		{
			name: "`up`, cold, to /readyz", ours: figure{"cmd/ohmstead.Process/UpCold", "ready-ns"}, reference: figure{"cmd/ohmstead.Process/UpCold", "postgres-ns"},
			against: "its PostgreSQL alone: initdb and start", ratio: cost, target: "reported",
		},
		{
			name: "`up`, cold, to the first live value", ours: figure{"cmd/ohmstead.Process/UpCold", "live-ns"}, reference: figure{"cmd/ohmstead.Process/UpCold", "postgres-ns"},
			against: "its PostgreSQL alone: initdb and start", ratio: cost, target: "reported",
		},
		{
			name: "`up`, second start, to /readyz", ours: figure{"cmd/ohmstead.Process/UpSecond", "ready-ns"}, reference: figure{"cmd/ohmstead.Process/UpSecond", "postgres-ns"},
			against: "its PostgreSQL alone: start", ratio: cost, target: "reported",
		},
		{
			name: "`up`, second start, to the first live value", ours: figure{"cmd/ohmstead.Process/UpSecond", "live-ns"}, reference: figure{"cmd/ohmstead.Process/UpSecond", "postgres-ns"},
			against: "its PostgreSQL alone: start", ratio: cost, target: "reported",
		},
		{
			name: "Offline resume: hub back to first frame stored", ours: figure{"sim/world/spine.Resume", "stored-ns"}, reference: figure{"sim/world/spine.Resume", "connected-ns"},
			against: "hub back to leaf node connected", ratio: cost, target: "< 500 ms",
		},
		{
			name: "Offline resume, slowest", ours: figure{"sim/world/spine.Resume", "slowest-ns"}, reference: figure{"sim/world/spine.Resume", "slowest-connected-ns"},
			against: "hub back to leaf node connected", ratio: cost, target: "< 500 ms",
		},
		{
			name: "`edge` alone, resident memory at its highest", ours: figure{"cmd/ohmstead.Process/Edge", "resident-bytes"}, reference: figure{"cmd/ohmstead.Process/Edge", "help-bytes"},
			against: "the program printing its help", ratio: cost, target: "< 60 MB",
		},
		{
			name: "`edge`, exec to first cycle", ours: figure{"cmd/ohmstead.Process/Edge", "cycle-ns"}, reference: figure{"cmd/ohmstead.Process/Edge", "help-ns"},
			against: "the program printing its help", ratio: cost, target: "< 300 ms",
		},
	}
}
