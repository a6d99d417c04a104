using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Verification;

/// <summary>Hashes many messages that lie in one buffer, several at once where the hardware can.</summary>
/// <remarks>
/// The messages are hashed beside one another, the longest first; where one ends, the next takes its place, so that all ways are busy
/// until nearly the end whatever the lengths are. Allocates only to grow.
/// Owner: who creates it; returned by: nobody, it is plain memory; thread: the owner's.
/// </remarks>
internal sealed class KeccakBatch
{
    /// <summary>Messages of this many blocks and more are not put in order among themselves.</summary>
    private const int LongMessage = 64;

    private const int CacheLine = 64;

    private readonly RecordList<ArenaRange> _messages = new();
    private readonly RecordList<Hash256> _hashes = new();
    private readonly RecordList<int> _order = new();
    private readonly int _ways;

    /// <summary>Creates an empty batch that hashes as many messages at once as the hardware can.</summary>
    internal KeccakBatch()
        : this(BestWays)
    {
    }

    /// <summary>Creates an empty batch.</summary>
    /// <param name="ways">How many messages it hashes at once: 1, 4 or 8. More than <see cref="BestWays"/> works and is slow.</param>
    internal KeccakBatch(int ways)
    {
        if (ways is not (1 or 4 or 8)) throw new ArgumentOutOfRangeException(nameof(ways), ways, "One, four or eight messages are hashed at once.");
        _ways = ways;
    }

    /// <summary>How many messages the hardware hashes at once: 8 with AVX-512, 4 with AVX2, else 1.</summary>
    internal static int BestWays => Avx512F.IsSupported ? 8 : Avx2.IsSupported ? 4 : 1;

    /// <summary>Number of messages.</summary>
    internal int Count => _messages.Count;

    /// <summary>The hash of a message, when it has been computed.</summary>
    internal ref readonly Hash256 this[int message] => ref _hashes[message];

    /// <summary>Forgets all messages.</summary>
    internal void Clear()
    {
        _messages.Clear(int.MaxValue);
        _hashes.Clear(int.MaxValue);
    }

    /// <summary>Adds a message.</summary>
    /// <param name="message">Where it will lie in the buffer when <see cref="Run"/> is called.</param>
    /// <returns>Its index.</returns>
    internal int Add(ArenaRange message)
    {
        _messages.Add() = message;
        return _messages.Count - 1;
    }

    /// <summary>Hashes the messages added since the last run.</summary>
    /// <param name="buffer">What the messages lie in.</param>
    /// <exception cref="ArgumentException">The buffer is too short.</exception>
    internal void Run(ReadOnlySpan<byte> buffer)
    {
        int first = _hashes.Count;
        if (first == _messages.Count) return;
        foreach (ArenaRange message in _messages.Items[first..])
        {
            if (message.Offset < 0 || message.Length < 0 || message.Length > buffer.Length - message.Offset)
                throw new ArgumentException($"A message of {message.Length} bytes at {message.Offset} is not in a buffer of {buffer.Length} bytes.", nameof(buffer));
        }

        while (_hashes.Count < _messages.Count) _hashes.Add();
        switch (_ways)
        {
            case 8: Run<KeccakEight>(buffer, first); break;
            case 4: Run<KeccakFour>(buffer, first); break;
            default: RunOneByOne(buffer, first); break;
        }
    }

    private void RunOneByOne(ReadOnlySpan<byte> buffer, int first)
    {
        for (int i = first; i < _messages.Count; i++)
            _hashes[i] = Keccak256.Hash(buffer.Slice(_messages[i].Offset, _messages[i].Length));
    }

    private unsafe void Run<TWays>(ReadOnlySpan<byte> buffer, int first)
        where TWays : struct, IKeccakWays
    {
        // On a cache line of its own each, a vector of eight lanes is read and written in one go.
        byte* memory = stackalloc byte[(KeccakPermutation.Lanes * KeccakWays.Max * sizeof(ulong)) + CacheLine];
        ulong* state = (ulong*)(((nuint)memory + CacheLine - 1) & ~(nuint)(CacheLine - 1));
        byte* lastBlocks = stackalloc byte[TWays.Count * Keccak256.Rate];
        int* current = stackalloc int[TWays.Count];
        int* blocks = stackalloc int[TWays.Count];
        ReadOnlySpan<int> order = Order(first);
        int next = 0;
        int active = 0;
        KeccakWays ways = default;
        fixed (byte* bytes = buffer)
        {
            for (int way = 0; way < TWays.Count; way++)
            {
                // A way without a message goes on with any block and keeps nothing of it.
                blocks[way] = 0;
                ways.Block[way] = (nint)lastBlocks;
                if (next == order.Length) continue;
                current[way] = order[next++];
                ways.Block[way] = Begin(_messages[current[way]], bytes, lastBlocks + (way * Keccak256.Rate), out blocks[way]);
                active++;
            }

            while (active > 0)
            {
                TWays.Absorb(ref *state, ref ways);
                for (int way = 0; way < TWays.Count; way++)
                {
                    if (blocks[way] == 0) continue;
                    byte* lastBlock = lastBlocks + (way * Keccak256.Rate);
                    if (--blocks[way] > 0)
                    {
                        ways.Kept[way] = ulong.MaxValue;
                        ways.Block[way] += Keccak256.Rate;
                        if (blocks[way] == 1)
                            ways.Block[way] = End((byte*)ways.Block[way], _messages[current[way]].Length % Keccak256.Rate, lastBlock);
                        continue;
                    }

                    Squeeze(state + way, TWays.Count, ref _hashes[current[way]]);
                    ways.Kept[way] = 0;
                    if (next < order.Length)
                    {
                        current[way] = order[next++];
                        ways.Block[way] = Begin(_messages[current[way]], bytes, lastBlock, out blocks[way]);
                    }
                    else
                    {
                        active--;
                    }
                }
            }
        }
    }

    /// <summary>Where the first block of a message is.</summary>
    private static unsafe nint Begin(ArenaRange message, byte* bytes, byte* lastBlock, out int blocks)
    {
        blocks = BlocksOf(message.Length);
        return blocks > 1 ? (nint)(bytes + message.Offset) : End(bytes + message.Offset, message.Length, lastBlock);
    }

    /// <summary>Writes the last block of a message: the rest of it, padded.</summary>
    private static unsafe nint End(byte* rest, int length, byte* lastBlock)
    {
        var block = new Span<byte>(lastBlock, Keccak256.Rate);
        new ReadOnlySpan<byte>(rest, length).CopyTo(block);
        block[length..].Clear();
        block[length] = 0x01;
        block[^1] |= 0x80;
        return (nint)lastBlock;
    }

    private static int BlocksOf(int length) => (length / Keccak256.Rate) + 1;

    private static unsafe void Squeeze(ulong* state, int stride, ref Hash256 hash)
    {
        ref ulong words = ref Unsafe.As<Hash256, ulong>(ref hash);
        for (int i = 0; i < Hash256.Length / sizeof(ulong); i++)
            Unsafe.Add(ref words, i) = state[i * stride];
    }

    /// <summary>The messages from <paramref name="first"/> on, the longest first.</summary>
    private ReadOnlySpan<int> Order(int first)
    {
        ReadOnlySpan<ArenaRange> messages = _messages.Items;
        Span<int> starts = stackalloc int[LongMessage + 1];
        starts.Clear();
        for (int i = first; i < messages.Length; i++) starts[Rank(messages[i].Length)]++;
        int sum = 0;
        foreach (ref int start in starts)
        {
            int count = start;
            start = sum;
            sum += count;
        }

        while (_order.Count < messages.Length - first) _order.Add();
        Span<int> order = _order.Items[..(messages.Length - first)];
        for (int i = first; i < messages.Length; i++) order[starts[Rank(messages[i].Length)]++] = i;
        return order;
    }

    private static int Rank(int length) => LongMessage - Math.Min(BlocksOf(length), LongMessage);
}
