using System.Globalization;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>Checks addresses of brokers: librdkafka takes almost anything and then only fails to connect.</summary>
internal static class BrokerAddresses
{
    private static readonly string[] s_protocols = ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"];

    /// <summary>What is wrong with a list of addresses, or null.</summary>
    public static string? Problem(string addresses)
    {
        foreach (string address in addresses.Split(','))
        {
            if (ProblemOf(address.Trim()) is { } problem)
                return $"'{address.Trim()}' is no address of a broker: {problem}. Give host:port, several separated by commas.";
        }

        return null;
    }

    private static string? ProblemOf(string address)
    {
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            string protocol = address[..scheme];
            if (!s_protocols.Contains(protocol, StringComparer.OrdinalIgnoreCase)) return $"Kafka is not reached by {protocol}://";
            address = address[(scheme + 3)..];
        }

        if (address.AsSpan().ContainsAny(' ', '/', '\t')) return "it contains a space or a slash";
        int colon = address.LastIndexOf(':');
        // An IPv6 address is in brackets when a port follows it.
        bool hasPort = colon >= 0 && (address.IndexOf(':') == colon || address[colon - 1] == ']');
        string host = hasPort ? address[..colon] : address;
        if (host.Length == 0) return "it has no host";
        if (!hasPort) return null;
        string port = address[(colon + 1)..];
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= ushort.MaxValue
            ? null
            : $"'{port}' is no port";
    }
}
