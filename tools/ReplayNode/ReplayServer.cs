using System.Net;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Serving;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HighPerfChainSync.ReplayNode;

/// <summary>A JSON-RPC node on a loopback port, HTTP/1.1 and HTTP/2 by prior knowledge alike, that serves a prepared chain.</summary>
public sealed class ReplayServer : IAsyncDisposable
{
    /// <summary>What may wait in a connection to be sent: a batch of large blocks goes out without a pause.</summary>
    private const int WriteBufferBytes = 8 * 1024 * 1024;

    private static readonly SocketTransportOptions s_transport = new()
    {
        MaxWriteBufferSize = WriteBufferBytes,
        // Nothing here waits for anything but the sockets, so that no thread need be changed.
        UnsafePreferInlineScheduling = true,
    };

    private readonly KestrelServer _kestrel;
    private readonly RpcApplication _application;

    private ReplayServer(KestrelServer kestrel, RpcApplication application, ReplayHead head, ReplayFaults faults, Uri url)
    {
        _kestrel = kestrel;
        _application = application;
        Head = head;
        Faults = faults;
        Url = url;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The head, which may be moved.</summary>
    public ReplayHead Head { get; }

    /// <summary>The faults, which may be switched.</summary>
    public ReplayFaults Faults { get; }

    /// <summary>HTTP requests received.</summary>
    public long Requests => _application.Requests;

    /// <summary>JSON-RPC calls received.</summary>
    public long Calls => _application.Calls;

    /// <summary>Starts to serve a chain.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="ArgumentException">A reorganisation cannot be made of this chain.</exception>
    public static async Task<ReplayServer> StartAsync(ReplayChain chain, ReplayServerOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Reorgs.Count > 0) chain = chain as BranchingChain ?? new BranchingChain(chain);
        var head = new ReplayHead(chain, options);
        var faults = new ReplayFaults();
        var views = new ReplayViews(chain, head, faults, new ReorgSchedule(chain as BranchingChain, head, options), options);
        var application = new RpcApplication(new MethodTable(chain, views, faults), faults, options);
        var kestrel = new KestrelServer(
            Options.Create(Configure(options)),
            new SocketTransportFactory(Options.Create(s_transport), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        try
        {
            await kestrel.StartAsync(application, cancellationToken);
        }
        catch
        {
            kestrel.Dispose();
            throw;
        }

        string address = kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new ReplayServer(kestrel, application, head, faults, new Uri(address));
    }

    /// <summary>Stops at once: connections that are open are closed.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _kestrel.StopAsync(now.Token);
        _kestrel.Dispose();
    }

    private static KestrelServerOptions Configure(ReplayServerOptions options)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false, AllowAlternateSchemes = true };
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.MaxResponseBufferSize = WriteBufferBytes;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 256;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(next => new ProtocolSniffer(next).RunAsync);
        });
        return kestrel;
    }
}
