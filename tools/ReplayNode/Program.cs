using HighPerfChainSync.ReplayNode.Commands;

return await RootCommands.Create().Parse(args).InvokeAsync();
