using System.Net;
using System.Net.Sockets;

namespace HighPerfChainSync.Testing;

/// <summary>Loopback ports that nobody listens on.</summary>
internal static class FreePorts
{
    /// <summary>Distance from a node's port to that of its controller, and on to that of its TLS listener.</summary>
    private const int Step = 100;

    private const int Listeners = 3;

    /// <summary>The first port of a Kafka: with the following ones for its further nodes, and their successors by one and two hundred, it is free.</summary>
    public static int Find(int nodes)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            int port = Any();
            if (port + (Listeners * Step) > ushort.MaxValue) continue;
            if (Enumerable.Range(0, nodes * Listeners).All(i => IsFree(port + (i / Listeners) + (i % Listeners * Step)))) return port;
        }

        throw new InvalidOperationException($"No free ports for {nodes} Kafka nodes were found.");
    }

    private static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
