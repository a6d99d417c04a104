namespace HighPerfChainSync.Checking;

/// <summary>A record is not one that an encoder of this program writes.</summary>
internal sealed class RecordFormException(string message) : Exception(message);
