using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using HighPerfChainSync.Benchmarks;
using HighPerfChainSync.Benchmarks.Allocations;

// Only what is allocated, in some seconds; for continuous integration.
if (args is ["allocations"]) return AllocationCheck.Run();

// Workstation, non-concurrent collector (from the project file), so that what is measured is the code and not the collector's threads.
IConfig config = DefaultConfig.Instance.WithOptions(ConfigOptions.StopOnFirstError | ConfigOptions.DisableLogFile);
BenchmarkSwitcher.FromAssembly(typeof(BenchmarkBlock).Assembly).Run(args, config);
return 0;
