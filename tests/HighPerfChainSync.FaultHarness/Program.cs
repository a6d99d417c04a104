using System.CommandLine;
using HighPerfChainSync.FaultHarness.Commands;

// A stop by a signal ends child processes and Kafka first, which takes its time.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
return await HarnessCommands.Create().Parse(args).InvokeAsync(invocation);
