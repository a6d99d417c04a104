using System.Buffers;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>The answer to one call, ready to be written.</summary>
/// <param name="Id">The JSON of the call's id.</param>
/// <param name="Body">The result, or the error object.</param>
/// <param name="IsError">Which of the two it is.</param>
internal readonly record struct RpcItem(ReadOnlyMemory<byte> Id, ReplayAnswer Body, bool IsError)
{
    private static ReadOnlySpan<byte> Head => "{\"jsonrpc\":\"2.0\",\"id\":"u8;

    private ReadOnlySpan<byte> Middle => IsError ? ",\"error\":"u8 : ",\"result\":"u8;

    /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
    internal int Length => Head.Length + Id.Length + Middle.Length + Body.Length + 1;

    /// <summary>Writes the response object.</summary>
    internal void WriteTo(IBufferWriter<byte> output)
    {
        output.Write(Head);
        output.Write(Id.Span);
        output.Write(Middle);
        Body.WriteTo(output);
        output.Write("}"u8);
    }
}
