using System.Runtime.CompilerServices;

namespace HighPerfChainSync.Verification;

/// <summary>Where the messages are that are hashed at once: one element for each way.</summary>
internal struct KeccakWays
{
    /// <summary>Most ways there are.</summary>
    internal const int Max = 8;

    /// <summary>Where the next 136 bytes of each message are, padding included.</summary>
    internal Addresses Block;

    /// <summary>Zero for a message that begins, so that nothing is kept of the state of the one before it, else all ones.</summary>
    internal Masks Kept;

    /// <summary>One address for each way; what it points to is pinned, or on the stack.</summary>
    [InlineArray(Max)]
    internal struct Addresses
    {
        private nint _first;
    }

    /// <summary>One mask for each way.</summary>
    [InlineArray(Max)]
    internal struct Masks
    {
        private ulong _first;
    }
}
