using HighPerfChainSync.ReplayNode.Commands;

return await RootCommands.RunAsync(args, Console.Out, Console.Error);
