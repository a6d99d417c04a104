namespace HighPerfChainSync.Fuzzing;

/// <summary>A rule that an input broke without any exception of the code that read it.</summary>
internal sealed class FuzzFault(string message) : Exception(message);
