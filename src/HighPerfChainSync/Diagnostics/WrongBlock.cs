using System.Globalization;

namespace HighPerfChainSync.Diagnostics;

/// <summary>A block that every endpoint gives wrong, and that the stream therefore waits for.</summary>
/// <param name="Number">Its height.</param>
/// <param name="Checks">The checks that it fails, comma-separated.</param>
/// <param name="Tries">How often it has failed them.</param>
public sealed record WrongBlock(ulong Number, string Checks, int Tries)
{
    /// <summary>The same in words, for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"waiting for a right block {Number}: {Checks} failed {Tries} times; nothing from it on is committed");
}
