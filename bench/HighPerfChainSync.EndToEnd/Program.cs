using System.CommandLine;
using HighPerfChainSync.EndToEnd;
using HighPerfChainSync.EndToEnd.Brokers;

RootCommand root = RunnerCommand.Create();
root.Subcommands.Add(EmbeddedKafkaCommand.Create());
return await root.Parse(args).InvokeAsync();
