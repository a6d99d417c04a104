using System.CommandLine;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary><c>chainsync demo</c>: shows the whole way of a chain without a node, a broker or a network.</summary>
internal static class DemoCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "demo";

    public static Command Create() => new(Name, "x");
}
