using System.Buffers;

namespace HighPerfChainSync.ReplayNode.Chains.Templates;

/// <summary>Writes many small pieces into the chunks of a buffer writer, announcing each chunk once.</summary>
/// <remarks>Owner: who creates it, on the stack; returned by: <see cref="Flush"/>, after the last piece; thread: the owner's.</remarks>
internal ref struct ChunkWriter(IBufferWriter<byte> output)
{
    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _chunk;
    private int _used;

    /// <summary>Writes a piece.</summary>
    internal void Write(scoped ReadOnlySpan<byte> piece)
    {
        if (piece.TryCopyTo(_chunk[_used..]))
        {
            _used += piece.Length;
            return;
        }

        WriteInParts(piece);
    }

    /// <summary>Announces what has been written to the last chunk.</summary>
    internal void Flush()
    {
        _output.Advance(_used);
        _chunk = default;
        _used = 0;
    }

    private void WriteInParts(scoped ReadOnlySpan<byte> piece)
    {
        while (true)
        {
            int fits = Math.Min(piece.Length, _chunk.Length - _used);
            piece[..fits].CopyTo(_chunk[_used..]);
            _used += fits;
            piece = piece[fits..];
            if (piece.IsEmpty) return;
            Flush();
            _chunk = _output.GetSpan(1);
        }
    }
}
