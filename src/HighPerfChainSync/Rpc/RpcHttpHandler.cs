using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc;

/// <summary>Sets up the connections to an endpoint: exactly what a node needs, nothing that a browser has.</summary>
internal static class RpcHttpHandler
{
    /// <summary>Long enough to cost nothing, short enough to notice that a name has moved.</summary>
    private static readonly TimeSpan s_connectionLifetime = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_pingDelay = TimeSpan.FromSeconds(30);

    /// <summary>Creates the handler. The stream window of HTTP/2 stays as it is: larger ones were measured slower, and allocate.</summary>
    public static SocketsHttpHandler Create(RpcEndpointOptions options) => new()
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = options.Gzip ? DecompressionMethods.GZip : DecompressionMethods.None,
        ConnectTimeout = options.ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = s_pingDelay,
        MaxConnectionsPerServer = options.Concurrency,
        PooledConnectionLifetime = s_connectionLifetime,
        SslOptions = CreateTls(options),
        UseCookies = false,
        UseProxy = false,
    };

    [SuppressMessage("Security", "CA5359", Justification = "Accepting any certificate is what the option says, and it is off by default.")]
    private static SslClientAuthenticationOptions CreateTls(RpcEndpointOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.InsecureTls) tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        else if (options.CaFile is string file) tls.CertificateChainPolicy = CreatePolicy(file);
        return tls;
    }

    private static X509ChainPolicy CreatePolicy(string file)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ChainSyncException(ChainSyncError.Configuration, $"The file of certificate authorities '{file}' cannot be read: {e.Message}", e);
        }

        if (policy.CustomTrustStore.Count == 0)
            throw new ChainSyncException(ChainSyncError.Configuration, $"The file of certificate authorities '{file}' holds no certificate in PEM form.");
        return policy;
    }
}
