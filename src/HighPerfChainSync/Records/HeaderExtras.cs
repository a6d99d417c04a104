using System.Runtime.CompilerServices;
using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.Records;

/// <summary>Header fields that a chain's profile names, in the order of the profile: the bytes that go into the header's RLP.</summary>
[InlineArray(Length)]
public struct HeaderExtras
{
    /// <summary>Fields at most.</summary>
    public const int Length = 4;

    private ArenaRange _first;
}
