using HighPerfChainSync.Host.CommandLine;

return await ChainSyncCommandLine.RunAsync(args).ConfigureAwait(false);
