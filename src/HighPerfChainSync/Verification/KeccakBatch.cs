using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Verification;

internal sealed class KeccakBatch
{
    private readonly RecordList<ArenaRange> _messages = new();
    private readonly RecordList<Hash256> _hashes = new();

    internal int Count => _messages.Count;

    internal void Clear()
    {
        _messages.Clear(int.MaxValue);
        _hashes.Clear(int.MaxValue);
    }

    internal int Add(ArenaRange message)
    {
        _messages.Add() = message;
        return _messages.Count - 1;
    }

    internal void Run(ReadOnlySpan<byte> buffer)
    {
        while (_hashes.Count < _messages.Count)
        {
            ArenaRange range = _messages[_hashes.Count];
            _hashes.Add() = Keccak256.Hash(buffer.Slice(range.Offset, range.Length));
        }
    }

    internal ref readonly Hash256 this[int message] => ref _hashes[message];
}
