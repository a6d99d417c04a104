using System.Buffers;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>Makes topic names from templates and refuses what Kafka would refuse later.</summary>
internal static class TopicNames
{
    /// <summary>Kafka's own limit on the length of a topic's name.</summary>
    private const int MaxLength = 249;

    private static readonly SearchValues<char> s_legal =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    public static string Data(string template, string chain, Entity entity) => Checked(
        template
            .Replace("{chain}", chain, StringComparison.Ordinal)
            .Replace("{entities}", entity.Plural(), StringComparison.Ordinal)
            .Replace("{entity}", entity.Singular(), StringComparison.Ordinal),
        template);

    public static string Progress(string template, string chain) =>
        Checked(template.Replace("{chain}", chain, StringComparison.Ordinal), template);

    /// <summary>Whether a progress topic of some chain can have this name.</summary>
    public static bool IsOf(string template, string name)
    {
        string[] around = template.Split("{chain}");
        return around.Length == 1 ? name == template
            : name.Length >= around[0].Length + around[^1].Length
                && name.StartsWith(around[0], StringComparison.Ordinal) && name.EndsWith(around[^1], StringComparison.Ordinal);
    }

    private static string Checked(string name, string template)
    {
        if (name.Length is 0 or > MaxLength || name is "." or ".." || name.AsSpan().ContainsAnyExcept(s_legal))
        {
            throw new ChainSyncException(
                ChainSyncError.Configuration,
                $"The topic template '{template}' gives '{name}', which is no topic name: use letters, digits, '.', '_', '-' "
                + $"and the placeholders {{chain}}, {{entity}}, {{entities}}, {MaxLength} characters at most.");
        }

        return name;
    }
}
