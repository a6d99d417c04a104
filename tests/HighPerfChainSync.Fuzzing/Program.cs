using HighPerfChainSync.Fuzzing.Commands;

return await FuzzCommands.Create().Parse(args).InvokeAsync();
