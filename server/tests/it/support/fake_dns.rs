//! A name server on 127.0.0.1, over UDP and TCP, whose zones are set in code.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use hickory_resolver::proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, MX, NS, PTR, SOA, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

const TTL: u32 = 300;
/// Larger answers are truncated over UDP.
const MAX_UDP: usize = 1232;

#[derive(Debug, Clone, Copy)]
enum Failure {
    Code(ResponseCode),
    Silence,
    /// No answer, only other name servers.
    Referral,
}

#[derive(Debug, Default)]
struct Zones {
    records: HashMap<Name, Vec<RData>>,
    failures: HashMap<Name, Failure>,
    questions: Vec<(String, RecordType)>,
}

/// Names that were never mentioned do not exist (NXDOMAIN); a mentioned name without the type asked for is empty.
pub struct FakeDns {
    address: SocketAddr,
    zones: Arc<Mutex<Zones>>,
    _stop: DropGuard,
}

impl FakeDns {
    pub async fn start() -> Self {
        let (udp, tcp) = bind().await;
        let address = udp.local_addr().unwrap();
        let zones = Arc::new(Mutex::new(Zones::default()));
        let stop = CancellationToken::new();
        let tracker = TaskTracker::new();
        tracker.spawn(stop.clone().run_until_cancelled_owned(serve_udp(udp, zones.clone())));
        let (tcp_zones, tcp_stop, connections) = (zones.clone(), stop.clone(), tracker.clone());
        tracker.spawn(stop.clone().run_until_cancelled_owned(async move {
            while let Ok((stream, _)) = tcp.accept().await {
                let serve = serve_tcp(stream, tcp_zones.clone());
                connections.spawn(tcp_stop.clone().run_until_cancelled_owned(serve));
            }
        }));
        Self { address, zones, _stop: stop.drop_guard() }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn add(&self, name: &str, data: RData) -> &Self {
        self.zones.lock().unwrap().records.entry(absolute(name)).or_default().push(data);
        self
    }

    pub fn a(&self, name: &str, address: &str) -> &Self {
        self.add(name, RData::A(A(address.parse().unwrap())))
    }

    pub fn aaaa(&self, name: &str, address: &str) -> &Self {
        self.add(name, RData::AAAA(AAAA(address.parse().unwrap())))
    }

    /// `.` as host: null MX.
    pub fn mx(&self, name: &str, preference: u16, host: &str) -> &Self {
        self.add(name, RData::MX(MX::new(preference, absolute(host))))
    }

    /// One record of these strings.
    pub fn txt(&self, name: &str, strings: &[&str]) -> &Self {
        self.add(name, RData::TXT(TXT::new(strings.iter().map(|part| (*part).to_owned()).collect())))
    }

    pub fn cname(&self, name: &str, target: &str) -> &Self {
        self.add(name, RData::CNAME(CNAME(absolute(target))))
    }

    pub fn ns(&self, name: &str, host: &str) -> &Self {
        self.add(name, RData::NS(NS(absolute(host))))
    }

    pub fn ptr(&self, address: &str, host: &str) -> &Self {
        let name = Name::from(address.parse::<IpAddr>().unwrap());
        self.zones.lock().unwrap().records.entry(name).or_default().push(RData::PTR(PTR(absolute(host))));
        self
    }

    pub fn remove(&self, name: &str) -> &Self {
        let mut zones = self.zones.lock().unwrap();
        zones.records.remove(&absolute(name));
        zones.failures.remove(&absolute(name));
        drop(zones);
        self
    }

    pub fn serv_fail(&self, name: &str) -> &Self {
        self.fail(name, Failure::Code(ResponseCode::ServFail))
    }

    pub fn refuse(&self, name: &str) -> &Self {
        self.fail(name, Failure::Code(ResponseCode::Refused))
    }

    /// Questions about it are not answered.
    pub fn silence(&self, name: &str) -> &Self {
        self.fail(name, Failure::Silence)
    }

    /// The name is in a zone of other servers.
    pub fn refer(&self, name: &str) -> &Self {
        self.fail(name, Failure::Referral)
    }

    /// Failures of this name are over.
    pub fn recover(&self, name: &str) -> &Self {
        self.zones.lock().unwrap().failures.remove(&absolute(name));
        self
    }

    fn fail(&self, name: &str, failure: Failure) -> &Self {
        self.zones.lock().unwrap().failures.insert(absolute(name), failure);
        self
    }

    /// All questions so far: name without the final dot, type.
    pub fn questions(&self) -> Vec<(String, RecordType)> {
        self.zones.lock().unwrap().questions.clone()
    }
}

/// The same port for both protocols.
async fn bind() -> (UdpSocket, TcpListener) {
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
            return (udp, tcp);
        }
    }
}

fn absolute(name: &str) -> Name {
    Name::from_ascii(format!("{}.", name.trim_end_matches('.'))).unwrap().to_lowercase()
}

async fn serve_udp(socket: UdpSocket, zones: Arc<Mutex<Zones>>) {
    let mut packet = [0; 4096];
    while let Ok((length, peer)) = socket.recv_from(&mut packet).await {
        let Some(answer) = respond(&packet[..length], &zones) else {
            continue;
        };
        let mut wire = answer.to_vec().unwrap();
        if wire.len() > MAX_UDP {
            wire = answer.truncate().to_vec().unwrap();
        }
        let _ = socket.send_to(&wire, peer).await;
    }
}

async fn serve_tcp(mut stream: TcpStream, zones: Arc<Mutex<Zones>>) {
    while let Ok(length) = stream.read_u16().await {
        let mut packet = vec![0; usize::from(length)];
        if stream.read_exact(&mut packet).await.is_err() {
            return;
        }
        if let Some(answer) = respond(&packet, &zones) {
            let wire = answer.to_vec().unwrap();
            let mut framed = u16::try_from(wire.len()).unwrap().to_be_bytes().to_vec();
            framed.extend_from_slice(&wire);
            if stream.write_all(&framed).await.is_err() {
                return;
            }
        }
    }
}

fn respond(packet: &[u8], zones: &Mutex<Zones>) -> Option<Message> {
    let request = Message::from_vec(packet).ok()?;
    let query = request.queries.first()?.clone();
    let name = query.name().to_lowercase();
    let record_type = query.query_type();
    let mut answer = Message::new(request.metadata.id, MessageType::Response, OpCode::Query);
    answer.metadata.recursion_desired = request.metadata.recursion_desired;
    answer.metadata.recursion_available = true;
    answer.metadata.authoritative = true;
    answer.add_query(query);

    let mut zones = zones.lock().unwrap();
    zones.questions.push((name.to_ascii().trim_end_matches('.').to_owned(), record_type));
    match zones.failures.get(&name) {
        Some(Failure::Silence) => return None,
        Some(Failure::Code(code)) => {
            answer.metadata.response_code = *code;
            return Some(answer);
        }
        Some(Failure::Referral) => {
            answer.metadata.authoritative = false;
            answer.add_authority(Record::from_rdata(name, TTL, RData::NS(NS(absolute("ns.elsewhere.example")))));
            return Some(answer);
        }
        None => {}
    }
    let mut current = name.clone();
    // Aliases are followed as a recursive resolver would.
    for _ in 0..8 {
        let Some(records) = zones.records.get(&current) else {
            answer.metadata.response_code = ResponseCode::NXDomain;
            break;
        };
        let matching: Vec<_> = records.iter().filter(|data| data.record_type() == record_type).cloned().collect();
        if !matching.is_empty() {
            answer.add_answers(matching.into_iter().map(|data| Record::from_rdata(current.clone(), TTL, data)));
            return Some(answer);
        }
        let alias =
            records.iter().find_map(|data| if let RData::CNAME(CNAME(to)) = data { Some(to.clone()) } else { None });
        let Some(alias) = alias else {
            break;
        };
        answer.add_answer(Record::from_rdata(current, TTL, RData::CNAME(CNAME(alias.clone()))));
        current = alias;
    }
    let zone = name.base_name();
    let soa = SOA::new(absolute("ns.example"), absolute("hostmaster.example"), 1, 3600, 600, 86400, 60);
    answer.add_authority(Record::from_rdata(zone, TTL, RData::SOA(soa)));
    Some(answer)
}
