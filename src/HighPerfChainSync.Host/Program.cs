using HighPerfChainSync.Host.CommandLine;
using HighPerfChainSync.Host.Running;

NativeMemory.UseOneArena();
return await ChainSyncCommandLine.RunAsync(args).ConfigureAwait(false);
