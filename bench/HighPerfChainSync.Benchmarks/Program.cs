using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using HighPerfChainSync.Benchmarks;

// Workstation, non-concurrent collector (from the project file), so that what is measured is the code and not the collector's threads.
IConfig config = DefaultConfig.Instance.WithOptions(ConfigOptions.StopOnFirstError | ConfigOptions.DisableLogFile);
BenchmarkSwitcher.FromAssembly(typeof(BenchmarkBlock).Assembly).Run(args, config);
