using System.Runtime.CompilerServices;

namespace HighPerfChainSync.Verification;

/// <summary>Where the messages are that are hashed at once, as the vectors want it: one element for each way.</summary>
internal struct KeccakWays
{
    /// <summary>Most ways there are.</summary>
    internal const int Max = 8;

    /// <summary>Bits left of a message that does not end in the block at hand.</summary>
    internal const long NotLast = long.MaxValue;

    /// <summary>Where the next block of each message begins.</summary>
    internal Offsets Offset;

    /// <summary>Bits of the message from there on when it ends in the block at hand, else <see cref="NotLast"/>.</summary>
    internal Bits BitsLeft;

    /// <summary>Zero for a message that begins, so that nothing is kept of the state of the one before it, else all ones.</summary>
    internal Masks Kept;

    /// <summary>What the end of the padding adds to the last lane of the block: zero unless the message ends in it.</summary>
    internal Masks End;

    /// <summary>One offset for each way.</summary>
    [InlineArray(Max)]
    internal struct Offsets
    {
        private nint _first;
    }

    /// <summary>One number of bits for each way.</summary>
    [InlineArray(Max)]
    internal struct Bits
    {
        private long _first;
    }

    /// <summary>One mask for each way.</summary>
    [InlineArray(Max)]
    internal struct Masks
    {
        private ulong _first;
    }
}
