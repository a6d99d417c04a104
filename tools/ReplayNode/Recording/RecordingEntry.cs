namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary>One recorded call with the node's answer, as UTF-8 JSON.</summary>
/// <remarks>
/// Owner: the <see cref="RecordingReader"/>; returned by: its next <see cref="RecordingReader.TryRead"/> or its disposal;
/// thread: the reader's. Copy what has to live longer.
/// </remarks>
public readonly struct RecordingEntry
{
    internal RecordingEntry(string method, ReadOnlyMemory<byte> parameters, ReadOnlyMemory<byte> answer, bool isError)
    {
        Method = method;
        Params = parameters;
        Answer = answer;
        IsError = isError;
    }

    /// <summary>The JSON-RPC method.</summary>
    public string Method { get; }

    /// <summary>The parameters: a JSON array.</summary>
    public ReadOnlyMemory<byte> Params { get; }

    /// <summary>What the node answered: the value of <c>result</c>, or the error object when <see cref="IsError"/>.</summary>
    public ReadOnlyMemory<byte> Answer { get; }

    /// <summary>Whether the node answered with a JSON-RPC error, as it does for a call that reverts.</summary>
    public bool IsError { get; }

    /// <summary>The value of <c>result</c>; empty when the node answered with an error.</summary>
    public ReadOnlyMemory<byte> Result => IsError ? default : Answer;
}
