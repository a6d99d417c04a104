using HighPerfChainSync.Host.CommandLine;
using HighPerfChainSync.Host.Running;

using var memory = new NativeMemory();
return await ChainSyncCommandLine.RunAsync(args).ConfigureAwait(false);
