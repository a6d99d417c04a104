using System.Collections;
using System.Numerics;

namespace HighPerfChainSync.Verification;

/// <summary>Goes through the checks of a <see cref="CheckSet"/> without an allocation.</summary>
public struct CheckSetEnumerator : IEnumerator<BlockCheck>
{
    private ulong _rest;

    internal CheckSetEnumerator(ulong bits) => _rest = bits;

    /// <inheritdoc/>
    public BlockCheck Current { get; private set; }

    readonly object IEnumerator.Current => Current;

    /// <inheritdoc/>
    public bool MoveNext()
    {
        if (_rest == 0) return false;
        Current = (BlockCheck)BitOperations.TrailingZeroCount(_rest);
        _rest &= _rest - 1;
        return true;
    }

    /// <inheritdoc/>
    public readonly void Reset() => throw new NotSupportedException();

    /// <inheritdoc/>
    public readonly void Dispose()
    {
        // It holds nothing.
    }
}
