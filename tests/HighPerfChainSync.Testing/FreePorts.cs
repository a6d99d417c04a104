using System.Net;
using System.Net.Sockets;

namespace HighPerfChainSync.Testing;

/// <summary>Loopback ports that nobody listens on.</summary>
internal static class FreePorts
{
    /// <summary>Distance from a node's port to that of its controller, and on to that of its TLS listener.</summary>
    private const int Step = 100;

    private const int Listeners = 3;

    /// <summary>
    /// Below the range that outgoing connections get theirs from (32768 to 60999 on Linux): a connection of anybody's could take the port of a broker
    /// that is down for a moment, and it would never come back.
    /// </summary>
    private const int Lowest = 20_000;

    private const int Highest = 32_000;

    /// <summary>The first port of a Kafka: with the following ones for its further nodes, and their successors by one and two hundred, it is free.</summary>
    public static int Find(int nodes)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            int port = Random.Shared.Next(Lowest, Highest);
            if (Enumerable.Range(0, nodes * Listeners).All(i => IsFree(port + (i / Listeners) + (i % Listeners * Step)))) return port;
        }

        throw new InvalidOperationException($"No free ports for {nodes} Kafka nodes were found.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
